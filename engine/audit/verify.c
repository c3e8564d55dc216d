/* verify.c: the verification as a whole, in a process of its own.
 *
 * The child sends, over a pipe, frames of a byte for what it is, the size (4 bytes) and the bytes: 'p' for progress, and at last 'r', the result as
 * JSON: {"status": …, "report": … or "message", "place", "hint"}. The parent takes nothing of it on trust but that it is shown.
 */
#include "engine/audit/checking.h"

#include "base/base64.h"
#include "base/fork.h"
#include "engine/store/meta.h"
#include "engine/store/names.h"
#include "engine/store/notes.h"
#include "engine/store/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FRAME_LIMIT (4u << 20)
#define TELL_EVERY (MOG_SECOND / 10)

static json_t *number(uint64_t value)
{
    return mog_json_made(json_integer((json_int_t)value));
}

/* ---- differences */

mog_status mog_differs(mog_checking *c, mog_database database, uint64_t change, const char *format, ...)
{
    char text[512];
    if (c->difference) return MOG_NO;
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    c->difference = mog_json_object();
    mog_json_set(c->difference, "what", mog_json_text(mog_text_of(text)));
    mog_json_set(c->difference, "database", mog_json_text(mog_text_of(mog_database_names[database])));
    if (change) mog_json_set(c->difference, "change", number(change));
    return MOG_NO;
}

void mog_differs_on(mog_checking *c, const mog_record_key *key)
{
    const struct {
        const char *name;
        uint32_t id;
    } parts[] = {{"subject", key->subject}, {"item", key->item}, {"kind", key->kind}};
    mog_json_set(c->difference, "record", number(key->id));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        mog_text text;
        if (parts[i].id &&
            mog_names_text(&text, c->txn, c->store->databases[MOG_DATABASE_NAMES], parts[i].id, NULL) == MOG_OK)
            mog_json_set(c->difference, parts[i].name, mog_json_text(text));
    }
}

mog_status mog_checked(mog_checking *c, mog_database database, uint64_t change, mog_status status, mog_error *err)
{
    if (status == MOG_OK || status == MOG_NO) return status;
    return mog_differs(c, database, change, "%s", err->message);
}

mog_status mog_checked_code(mog_checking *c, mog_database database, uint64_t change, int code)
{
    mog_error cause = MOG_ERROR_NONE;
    mog_lmdb_fail(code, NULL, "read the store", &cause);
    return mog_differs(c, database, change, "%s", cause.message);
}

/* ---- in the child */

static void send_frame(int channel, char what, const void *bytes, size_t size)
{
    uint8_t head[5] = {(uint8_t)what};
    mog_put_be32(head + 1, (uint32_t)size);
    const struct {
        const uint8_t *at;
        size_t size;
    } parts[] = {{head, sizeof head}, {bytes, size}};
    for (size_t i = 0; i < 2; i++) {
        for (size_t done = 0; done < parts[i].size;) {
            ssize_t put = write(channel, parts[i].at + done, parts[i].size - done);
            if (put < 0 && errno == EINTR) continue;
            if (put <= 0) _exit(1); /* there is nobody to tell */
            done += (size_t)put;
        }
    }
}

void mog_checking_step(mog_checking *c, mog_database database)
{
    uint8_t bytes[17];
    int64_t now = mog_monotonic();
    bool other = database != c->at; /* so that the place of a crash is known */
    c->done++;
    c->at = database;
    if (!other && now - c->told < TELL_EVERY) return;
    c->told = now;
    if (c->channel < 0) return;
    bytes[0] = (uint8_t)database;
    mog_put_be64(bytes + 1, c->done);
    mog_put_be64(bytes + 9, c->total);
    send_frame(c->channel, 'p', bytes, sizeof bytes);
}

static bool ascends(const mog_text *before, const MDB_val *key)
{
    return mog_text_compare(*before, (mog_text){key->mv_data, key->mv_size}) < 0;
}

mog_status mog_checking_walk(mog_checking *c, mog_database database, mog_checked_visit *visit, void *context)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    mog_text before = {NULL, 0}; /* in the map, where it stays */
    int code = mdb_cursor_open(c->txn, c->store->databases[database], &cursor);
    if (code) return mog_checked_code(c, database, 0, code);
    mog_status status = MOG_OK;
    while (!status && (code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
        if (!ascends(&before, &key)) status = mog_differs(c, database, 0, "the database is out of order");
        else status = visit(c, context, &key, &value);
        before = (mog_text){key.mv_data, key.mv_size};
        mog_checking_step(c, database);
    }
    mdb_cursor_close(cursor);
    if (!status && code != MDB_NOTFOUND) status = mog_checked_code(c, database, 0, code);
    return status;
}

/* For the progress; what is said here is not relied on. */
static uint64_t count_steps(const mog_checking *c)
{
    uint64_t total = 0;
    for (int i = 0; i < MOG_DATABASE_COUNT; i++) {
        MDB_stat about;
        if (mdb_stat(c->txn, c->store->databases[i], &about) == 0)
            total += (i == MOG_DATABASE_JOURNAL ? 2 : 1) * about.ms_entries;
    }
    return total;
}

/* A walk finds what a search would miss, where a page misleads it; and the sums are compared here. */
static void check_pages(mog_checking *c)
{
    static const mog_database all[] = {
#define D(tag, name) MOG_DATABASE_##tag,
        MOG_DATABASES(D)
#undef D
    };
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_pages_check(c->txn, c->store, all, sizeof all / sizeof *all, &err);
    mog_checked(c, MOG_DATABASE_META, 0, status, &err);
}

static void check_all(mog_checking *c)
{
    mog_status status = mog_check_journal(c);
    if (!status) status = mog_check_names(c);
    if (!status) status = mog_check_changes(c);
    if (!status) status = mog_check_rest(c);
    if (!status) check_pages(c);
}

/* ---- whose the checkpoints are */

typedef struct signers {
    mog_verifier *known;
    uint32_t known_count;
    char (*by)[MOG_KEY_NAME_LIMIT + 16]; /* of each checkpoint */
    bool *given;
} signers;

/* Finds a signature by one of these keys. */
static mog_status find_signer(bool *found, char *by, size_t room, const mog_signed_note *note, const mog_verifier *keys,
                              uint32_t count, mog_error *err)
{
    uint32_t signatures;
    bool *signed_by = mog_allocate(count ? count : 1);
    mog_status status = mog_signed_note_check(signed_by, &signatures, note, keys, count, err);
    *found = !status && signatures > 0;
    for (uint32_t i = count; i-- > 0 && *found;) {
        if (!signed_by[i]) continue;
        const uint8_t *id = keys[i].id;
        snprintf(by, room, "%s+%02x%02x%02x%02x", keys[i].name, id[0], id[1], id[2], id[3]);
    }
    free(signed_by);
    return status;
}

static mog_status find_signers(signers *s, const mog_checking *c, mog_error *err)
{
    const mog_verify_plan *plan = c->plan;
    for (uint32_t i = 0; i < plan->checkpoint_count; i++) {
        const mog_kept_checkpoint *kept = &plan->checkpoints[i];
        bool found;
        mog_status status = find_signer(&s->given[i], s->by[i], sizeof s->by[i], &kept->note, plan->verifiers,
                                        plan->verifier_count, err);
        found = s->given[i];
        if (!status && !found && !plan->verifier_count)
            status = find_signer(&found, s->by[i], sizeof s->by[i], &kept->note, s->known, s->known_count, err);
        if (!status && !found) {
            status = mog_fail(err, MOG_INPUT, "the checkpoint is signed by no key that %s",
                              plan->verifier_count ? "was given" : "is known");
            mog_error_hint(err, "give the key of who signed it with --verifier");
        }
        if (status) {
            mog_error_place(err, "%s", kept->name);
            return status;
        }
    }
    return MOG_OK;
}

/* ---- the report */

static json_t *describe_personal(const mog_checked_counts *counts)
{
    json_t *out = mog_json_object();
    mog_json_set(out, "values", number(counts->values));
    mog_json_set(out, "opened", number(counts->opened));
    mog_json_set(out, "erased", number(counts->gone));
    mog_json_set(out, "without_key", number(counts->without_key));
    mog_json_set(out, "withheld", number(counts->withheld));
    return out;
}

static json_t *describe_checkpoints(const mog_checking *c, const signers *s)
{
    json_t *out = mog_json_array();
    for (uint32_t i = 0; i < c->plan->checkpoint_count; i++) {
        const mog_kept_checkpoint *kept = &c->plan->checkpoints[i];
        json_t *one = mog_json_object();
        mog_json_set(one, "file", mog_json_text(mog_text_of(kept->name)));
        mog_json_set(one, "changes", number(kept->checkpoint.size));
        mog_json_set(one, "signed_by", mog_json_text(mog_text_of(s->by[i])));
        mog_json_set(one, "key", mog_json_text(s->given[i] ? MOG_TEXT("given") : MOG_TEXT("from the store")));
        mog_json_set(one, "holds",
                     c->reached[i] ? mog_json_made(json_boolean(c->matched[i])) : mog_json_made(json_null()));
        mog_json_append(out, one);
    }
    return out;
}

static json_t *describe(mog_checking *c, const signers *s)
{
    char origin[MOG_ORIGIN_SIZE];
    mog_buffer root = {0};
    json_t *out = mog_json_object();
    mog_store_origin(origin, c->store);
    mog_base64_add(&root, c->root.bytes, MOG_DIGEST_SIZE);
    mog_json_set(out, "holds", mog_json_made(json_boolean(!c->difference)));
    mog_json_set(out, "store", mog_json_text(mog_text_of(origin)));
    mog_json_set(out, "changes", number(c->last));
    mog_json_set(out, "root", mog_json_text((mog_text){root.at, root.size}));
    mog_json_set(out, "records", number(c->counts.records));
    mog_json_set(out, "kinds", number(c->counts.kinds));
    mog_json_set(out, "notes", number(c->counts.notes));
    mog_json_set(out, "contents", number(c->contents.count));
    mog_json_set(out, "personal", describe_personal(&c->counts));
    mog_json_set(out, "checkpoints", describe_checkpoints(c, s));
    if (c->difference) mog_json_set(out, "difference", json_incref(c->difference));
    mog_buffer_free(&root);
    return out;
}

mog_status mog_verify_here(json_t **report, const mog_verify_plan *plan, int channel, mog_error *err)
{
    mog_checking c = {.plan = plan,
                      .channel = channel,
                      .at = MOG_DATABASE_COUNT,
                      .arena = mog_arena_new(),
                      .scratch = mog_arena_new()};
    signers s = {0};
    uint32_t count = plan->checkpoint_count;
    mog_keyring *ring;
    *report = NULL;
    mog_status status = mog_store_open(&c.store, plan->folder, false, err);
    /* A file of keys that cannot be read is no difference in the store: what is in it would show as lost. */
    if (!status) status = mog_personal_keys(&ring, c.store, err);
    if (!status) status = mog_environment_begin(&c.txn, c.store, false, err);
    if (status) goto done;
    c.journal = mog_journal_of(c.store, c.txn);
    c.total = count_steps(&c);
    c.matched = mog_take_array(c.arena, bool, count);
    c.reached = mog_take_array(c.arena, bool, count);
    s.by = mog_arena_take_array(c.arena, sizeof *s.by, count);
    s.given = mog_take_array(c.arena, bool, count);
    /* Where keys are given, notes that cannot be read are told in their turn. */
    if (count && !plan->verifier_count) status = mog_known_keys(&s.known, &s.known_count, c.store, c.txn, err);
    if (!status) status = find_signers(&s, &c, err);
    if (status) goto done;
    check_all(&c);
    *report = describe(&c, &s);
    status = c.difference ? MOG_NO : MOG_OK;
done:
    json_decref(c.difference);
    if (c.txn) mdb_txn_abort(c.txn);
    mog_store_close(c.store);
    mog_pool_free(&c.persons);
    mog_pool_free(&c.contents);
    free(c.content_sizes);
    free(c.erased_by);
    free(c.layouts);
    free(c.erasures);
    free(s.known);
    mog_arena_free(c.scratch);
    mog_arena_free(c.arena);
    return status;
}

static _Noreturn void be_child(const mog_verify_plan *plan, pid_t parent, int channel)
{
    mog_fork_bind(parent, 1);
    mog_fork_reset_signals();
    signal(SIGPIPE, SIG_IGN);
    mog_fork_close_files(channel);
    json_t *report = NULL, *result = mog_json_object();
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_verify_here(&report, plan, channel, &err);
    mog_json_set(result, "status", number((uint64_t)status));
    if (report) mog_json_set(result, "report", report);
    mog_json_set(result, "message", mog_json_text(mog_text_of(err.message)));
    mog_json_set(result, "place", mog_json_text(mog_text_of(err.place)));
    mog_json_set(result, "hint", mog_json_text(mog_text_of(err.hint)));
    char *text = json_dumps(result, JSON_COMPACT);
    json_decref(result);
    if (!text) mog_out_of_memory();
    send_frame(channel, 'r', text, strlen(text));
    free(text);
    _exit(0);
}

/* ---- in the parent */

typedef struct watching {
    const mog_verify_plan *plan;
    pid_t pid;
    int channel;
    mog_buffer received;
    json_t *result;
    mog_database at; /* what was being read */
} watching;

static void take_progress(watching *w, const uint8_t *bytes, size_t size)
{
    if (size != 17) return;
    uint64_t done = mog_get_be64(bytes + 1), total = mog_get_be64(bytes + 9);
    w->at = bytes[0] < MOG_DATABASE_COUNT ? (mog_database)bytes[0] : MOG_DATABASE_COUNT;
    if (w->plan->progress) w->plan->progress(w->plan->progress_context, done < total ? done : total, total);
}

/* Takes the whole frames there are. False: what came is no frame. */
static bool take_frames(watching *w)
{
    size_t at = 0;
    while (!w->result && w->received.size - at >= 5) {
        const uint8_t *head = (const uint8_t *)w->received.at + at;
        size_t size = mog_get_be32(head + 1);
        if (size > FRAME_LIMIT) return false;
        if (w->received.size - at - 5 < size) break;
        if (head[0] == 'p') take_progress(w, head + 5, size);
        else if (mog_json_parse(&w->result, (mog_text){(const char *)head + 5, size}, FRAME_LIMIT, NULL)) return false;
        at += 5 + size;
    }
    if (at) memmove(w->received.at, w->received.at + at, w->received.size - at);
    w->received.size -= at;
    return true;
}

typedef enum outcome { ENDED, LATE, CONFUSED } outcome;

static outcome watch(watching *w)
{
    int64_t patience = w->plan->patience ? w->plan->patience : MOG_VERIFY_PATIENCE,
            deadline = mog_monotonic() + patience;
    char part[65536];
    while (!w->result) {
        int64_t left = (deadline - mog_monotonic()) / 1000000;
        struct pollfd file = {w->channel, POLLIN, 0};
        int ready = left > 0 ? poll(&file, 1, left < 1000 ? (int)left : 1000) : 0;
        if (ready < 0 && errno != EINTR) return CONFUSED;
        if (ready <= 0) {
            if (mog_monotonic() >= deadline) return LATE;
            continue;
        }
        ssize_t got = read(w->channel, part, sizeof part);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return ENDED;
        deadline = mog_monotonic() + patience;
        mog_buffer_add(&w->received, part, (size_t)got);
        if (!take_frames(w)) return CONFUSED;
    }
    return ENDED;
}

#define RESTORE "the store's file has been altered outside mognad, or the disk is failing: restore it from a backup"

static mog_status tell_end(const watching *w, outcome how, int ended, mog_error *err)
{
    const char *what = w->at == MOG_DATABASE_COUNT ? "it" : mog_database_names[w->at];
    const char *damage = "the store is damaged: reading ";
    if (how == LATE) mog_fail(err, MOG_SYSTEM, "%s%s does not come to an end", damage, what);
    else if (WIFSIGNALED(ended) && (WTERMSIG(ended) == SIGKILL || WTERMSIG(ended) == SIGTERM)) {
        mog_fail(err, MOG_SYSTEM, "the process that verified was killed");
        mog_error_hint(err, "the system may have run out of memory; verify again");
    } else if (WIFSIGNALED(ended))
        mog_fail(err, MOG_SYSTEM, "%s%s crashes (%s)", damage, what,
                 WTERMSIG(ended) == SIGBUS ? "SIGBUS: the file is cut off, or the disk fails"
                                           : strsignal(WTERMSIG(ended)));
    else if (WEXITSTATUS(ended) == MOG_SYSTEM) mog_fail(err, MOG_SYSTEM, "verifying took more memory than there is");
    else mog_fail(err, MOG_SYSTEM, "%s%s confuses the process that verifies", damage, what);
    mog_error_place(err, "%s", w->plan->folder);
    mog_error_hint(err, "%s", RESTORE);
    return MOG_SYSTEM;
}

static mog_status take_result(json_t **out, const watching *w, mog_error *err)
{
    const json_t *status = json_object_get(w->result, "status");
    json_t *report = json_object_get(w->result, "report");
    const char *message = json_string_value(json_object_get(w->result, "message"));
    const char *place = json_string_value(json_object_get(w->result, "place")),
               *hint = json_string_value(json_object_get(w->result, "hint"));
    json_int_t code = json_is_integer(status) ? json_integer_value(status) : MOG_INTERNAL;
    if ((code == MOG_OK || code == MOG_NO) && json_is_object(report)) {
        *out = json_incref(report);
        return (mog_status)code;
    }
    if (code <= MOG_NO || code > MOG_INTERNAL) code = MOG_INTERNAL;
    mog_fail(err, (mog_status)code, "%s", message && *message ? message : "the verification gave no result");
    if (place && *place) mog_error_place(err, "%s", place);
    if (hint && *hint) mog_error_hint(err, "%s", hint);
    return (mog_status)code;
}

mog_status mog_verify(json_t **out, const mog_verify_plan *plan, mog_error *err)
{
    int channel[2], ended = 0;
    watching w = {.plan = plan, .at = MOG_DATABASE_COUNT};
    pid_t parent = getpid();
    *out = NULL;
    if (pipe2(channel, O_CLOEXEC) != 0)
        return mog_fail_errno(err, errno, "cannot make a channel to a process that verifies");
    fflush(NULL); /* or the child would write it once more */
    w.pid = fork();
    if (w.pid < 0) {
        mog_fail_errno(err, errno, "cannot start a process that verifies");
        close(channel[0]);
        close(channel[1]);
        return MOG_SYSTEM;
    }
    if (w.pid == 0) be_child(plan, parent, channel[1]);
    close(channel[1]);
    w.channel = channel[0];
    outcome how = watch(&w);
    if (how != ENDED || w.result) kill(w.pid, SIGKILL);
    while (waitpid(w.pid, &ended, 0) < 0 && errno == EINTR) {
    }
    close(w.channel);
    if (how == CONFUSED) ended = 0; /* not that it was killed for it */
    mog_status status = w.result ? take_result(out, &w, err) : tell_end(&w, how, ended, err);
    json_decref(w.result);
    mog_buffer_free(&w.received);
    return status;
}
