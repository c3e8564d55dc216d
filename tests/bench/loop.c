/* loop.c: the rules of bench.mog written by hand in C over the same store: the reference that the engine is measured against.
 *
 *     loop STORE POLICY CLOCK
 *
 * One walk over all records; for each subject the current records are picked, and each rule is a function with the field's slots at
 * hand. No findings are said and no evidence is listed, which the engine does: the ratio is an upper bound of what the machine costs. Prints a
 * line a rule: id, then the counts of met, partly, not_met, unknown, not_applicable.
 */
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "dsl/compile.h"
#include "dsl/limits.h"
#include "engine/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum truth { FALSE, TRUE, UNKNOWN } truth;
typedef enum outcome { MET, PARTLY, NOT_MET, UNDECIDED, NOT_APPLICABLE, OUTCOMES } outcome;

#define MOST_ACCOUNTS 64

typedef struct account {
    char item[32];
    const uint8_t *row; /* NULL: stale */
} account;

static struct slots {
    uint32_t owner, confidentiality, integrity, availability;
    uint32_t schedule, last_success, encrypted, volumes, size, protected;
    uint32_t account_name, admin, mfa, last_login;
    uint32_t at, findings, score, found, open;
    int daily;
} slot;

static const mog_kind *system_kind, *backup_kind, *account_kind, *scan_kind;
static const mog_row *volume_row, *finding_row;
static mog_time now;

/* What is current of the subject at hand. */
static const uint8_t *system_row, *backup_row, *scan_row; /* NULL: none, or stale */
static account accounts[MOST_ACCOUNTS];
static uint32_t account_count;

static bool word(uint64_t *out, const mog_row *layout, const uint8_t *row, uint32_t field)
{
    if (!row || !mog_row_has(row, field)) return false;
    *out = mog_load_word(mog_row_slot(row, layout->words, field));
    return true;
}

static double number(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool list(const uint8_t **first, uint32_t *count, const mog_row *layout, const uint8_t *row, uint32_t field)
{
    if (!row || !mog_row_has(row, field)) return false;
    const uint8_t *at = mog_row_slot(row, layout->words, field);
    *count = mog_slot_count(at);
    *first = mog_slot_target(at);
    return true;
}

static outcome verdict(truth t)
{
    return t == TRUE ? MET : t == FALSE ? NOT_MET : UNDECIDED;
}

static truth within(bool known, uint64_t at, int64_t days)
{
    if (!known) return UNKNOWN;
    return now - days * MOG_DAY <= (int64_t)at && (int64_t)at <= now;
}

/* Reads before it looks: what a function call would not promise of its arguments. */
#define TRUTH(known, value) ((known) ? (value) ? TRUE : FALSE : UNKNOWN)

static truth truth_of(bool known, uint64_t value)
{
    return !known ? UNKNOWN : value ? TRUE : FALSE;
}

static outcome measure(double value, double target)
{
    return value >= target ? MET : value <= 0 ? NOT_MET : PARTLY;
}

static uint64_t w;
#define WORD(kind, at, field) word(&w, &(kind)->row, (at), slot.field)
static outcome scheduled(void)
{
    return verdict(TRUTH(WORD(backup_kind, backup_row, schedule), w == (uint64_t)slot.daily));
}
static outcome recent(void)
{
    bool k = WORD(backup_kind, backup_row, last_success);
    return verdict(within(k, w, 2));
}

static outcome encrypted(void)
{
    if (!WORD(system_kind, system_row, confidentiality)) return UNDECIDED;
    if ((int64_t)w < 2) return NOT_APPLICABLE;
    bool known = WORD(backup_kind, backup_row, encrypted);
    return verdict(truth_of(known, w));
}

static outcome protected(void)
{
    const uint8_t *at;
    uint32_t count, yes = 0;
    if (!list(&at, &count, &backup_kind->row, backup_row, slot.volumes) || !count) return UNDECIDED;
    for (uint32_t i = 0; i < count; i++, at += volume_row->size) {
        if (!word(&w, volume_row, at, slot.protected)) return UNDECIDED;
        yes += w != 0;
    }
    return measure((double)yes / count, 0.95);
}

static outcome large(void)
{
    const uint8_t *at;
    uint32_t count;
    if (!list(&at, &count, &backup_kind->row, backup_row, slot.volumes)) return UNDECIDED;
    if (!count) return NOT_MET;
    truth all = TRUE;
    for (uint32_t i = 0; i < count; i++, at += volume_row->size) {
        if (!word(&w, volume_row, at, slot.size)) all = UNKNOWN;
        else if (!(number(w) < 900)) return NOT_MET;
    }
    return verdict(all);
}

static outcome mfa(void)
{
    if (!account_count) return UNDECIDED;
    truth all = TRUE;
    for (uint32_t i = 0; i < account_count; i++) {
        const uint8_t *row = accounts[i].row;
        truth admin = TRUTH(WORD(account_kind, row, admin), w);
        if (admin == FALSE) continue;
        truth has = TRUTH(WORD(account_kind, row, mfa), w);
        if (admin == TRUE && has == FALSE) return NOT_MET;
        if (has != TRUE) all = UNKNOWN;
    }
    return verdict(all);
}

static outcome few(void)
{
    if (!account_count) return UNDECIDED;
    uint32_t admins = 0;
    for (uint32_t i = 0; i < account_count; i++) {
        truth admin = TRUTH(WORD(account_kind, accounts[i].row, admin), w);
        if (admin == UNKNOWN) return UNDECIDED;
        admins += admin == TRUE;
    }
    return admins <= 2 ? MET : NOT_MET;
}

static outcome named(void)
{
    if (!account_count) return UNDECIDED;
    truth any = FALSE;
    for (uint32_t i = 0; i < account_count; i++) {
        const uint8_t *row = accounts[i].row;
        if (!row || !mog_row_has(row, slot.account_name)) any = UNKNOWN;
        else if (mog_text_equal(mog_slot_text(mog_row_slot(row, account_kind->row.words, slot.account_name)),
                                MOG_TEXT("Administrator")))
            return NOT_MET;
    }
    return any == FALSE ? MET : UNDECIDED;
}

static outcome used(void)
{
    if (!account_count) return UNDECIDED;
    uint32_t yes = 0;
    for (uint32_t i = 0; i < account_count; i++) {
        bool known = WORD(account_kind, accounts[i].row, last_login);
        truth t = within(known, w, 90);
        if (t == UNKNOWN) return UNDECIDED;
        yes += t == TRUE;
    }
    return measure((double)yes / account_count, 0.8);
}

static outcome someone(void)
{
    if (!account_count) return UNDECIDED;
    truth any = FALSE;
    for (uint32_t i = 0; i < account_count; i++) {
        bool known = WORD(account_kind, accounts[i].row, last_login);
        truth t = within(known, w, 365);
        if (t == TRUE) return MET;
        if (t == UNKNOWN) any = UNKNOWN;
    }
    return verdict(any);
}

static outcome scanned(void)
{
    bool k = WORD(scan_kind, scan_row, at);
    return verdict(within(k, w, 35));
}

static outcome critical(void)
{
    const uint8_t *at;
    uint32_t count;
    if (!list(&at, &count, &scan_kind->row, scan_row, slot.findings)) return UNDECIDED;
    truth any = FALSE;
    for (uint32_t i = 0; i < count; i++, at += finding_row->size) {
        truth open = TRUTH(word(&w, finding_row, at, slot.open), w);
        if (open == FALSE) continue;
        truth high = TRUTH(word(&w, finding_row, at, slot.score), number(w) >= 9.0);
        if (open == TRUE && high == TRUE) return NOT_MET;
        if (high != FALSE) any = UNKNOWN;
    }
    return any == FALSE ? MET : UNDECIDED;
}

static outcome fixed(void)
{
    if (!WORD(system_kind, system_row, availability)) return UNDECIDED;
    if ((int64_t)w < 1) return NOT_APPLICABLE;
    const uint8_t *at;
    uint32_t count;
    if (!list(&at, &count, &scan_kind->row, scan_row, slot.findings)) return UNDECIDED;
    truth any = FALSE;
    for (uint32_t i = 0; i < count; i++, at += finding_row->size) {
        truth open = TRUTH(word(&w, finding_row, at, slot.open), w);
        if (open == FALSE) continue;
        truth old = TRUTH(word(&w, finding_row, at, slot.found), (int64_t)w < now - 90 * MOG_DAY);
        if (open == TRUE && old == TRUE) return NOT_MET;
        if (old != FALSE) any = UNKNOWN;
    }
    return any == FALSE ? MET : UNDECIDED;
}

/* The sum and the highest of the scores; false when one is unknown. */
static bool scores(double *sum, double *most, uint32_t *count)
{
    const uint8_t *at;
    if (!list(&at, count, &scan_kind->row, scan_row, slot.findings)) return false;
    *sum = 0;
    *most = -1e300;
    for (uint32_t i = 0; i < *count; i++, at += finding_row->size) {
        if (!word(&w, finding_row, at, slot.score)) return false;
        *sum += number(w);
        if (number(w) > *most) *most = number(w);
    }
    return true;
}

static outcome average(void)
{
    double sum, most;
    uint32_t count;
    if (!scores(&sum, &most, &count)) return UNDECIDED;
    return !count || sum / count < 7.0 ? MET : NOT_MET;
}

static outcome worst(void)
{
    double sum, most;
    uint32_t count;
    if (!scores(&sum, &most, &count) || !count) return UNDECIDED;
    return most <= 10.0 ? MET : NOT_MET;
}

static outcome owner(void)
{
    return system_row && mog_row_has(system_row, slot.owner) ? MET : NOT_MET;
}

static outcome classified(void)
{
    return system_row && mog_row_has(system_row, slot.confidentiality) && mog_row_has(system_row, slot.integrity)
               ? MET
               : NOT_MET;
}

static outcome sensitive(void)
{
    truth high = TRUTH(WORD(system_kind, system_row, confidentiality), w == 3);
    if (high == FALSE) return MET;
    truth there = TRUTH(WORD(system_kind, system_row, availability), (int64_t)w >= 1);
    return there == TRUE ? MET : high == TRUE && there == FALSE ? NOT_MET : UNDECIDED;
}

static const struct {
    const char *id;
    outcome (*check)(void);
} rules[] = {
    {"5.9/classified", classified},
    {"5.9/owner", owner},
    {"5.9/sensitive", sensitive},
    {"8.5/few", few},
    {"8.5/mfa", mfa},
    {"8.5/named", named},
    {"8.5/someone", someone},
    {"8.5/used", used},
    {"8.8/average", average},
    {"8.8/critical", critical},
    {"8.8/fixed", fixed},
    {"8.8/scanned", scanned},
    {"8.8/worst", worst},
    {"8.13/encrypted", encrypted},
    {"8.13/large", large},
    {"8.13/protected", protected},
    {"8.13/recent", recent},
    {"8.13/scheduled", scheduled},
};
#define RULES (sizeof rules / sizeof *rules)
static uint64_t counts[RULES][OUTCOMES];

/* ---- one walk over the store */

typedef struct walk {
    mog_snapshot *snapshot;
    uint32_t kinds[4]; /* the store's names of system, backup, account, scan */
    char subject[64];
    bool has_subject, has_system, has_backup, has_scan;
} walk;

static void judge(walk *wk)
{
    if (wk->has_subject && strncmp(wk->subject, "system:", 7) == 0) {
        for (size_t i = 0; i < RULES; i++) counts[i][rules[i].check()]++;
    }
    system_row = backup_row = scan_row = NULL;
    account_count = 0;
    wk->has_system = wk->has_backup = wk->has_scan = false;
}

static mog_status visit(void *context, const mog_record *record, mog_error *err)
{
    (void)err;
    walk *wk = context;
    mog_text subject = mog_record_subject(record);
    if (!wk->has_subject || strlen(wk->subject) != subject.size || memcmp(wk->subject, subject.at, subject.size) != 0) {
        judge(wk);
        snprintf(wk->subject, sizeof wk->subject, "%.*s", (int)subject.size, subject.at);
        wk->has_subject = true;
    }
    if (record->observed > now) return MOG_OK;
    const uint8_t *row = record->observed < now - 60 * MOG_DAY ? NULL : mog_record_row(record);
    if (record->kind == wk->kinds[0] && !wk->has_system) {
        system_row = mog_record_row(record);
        wk->has_system = true;
    } else if (record->kind == wk->kinds[1] && !wk->has_backup) {
        backup_row = row;
        wk->has_backup = true;
    } else if (record->kind == wk->kinds[3] && !wk->has_scan) {
        scan_row = row;
        wk->has_scan = true;
    } else if (record->kind == wk->kinds[2]) {
        mog_text item = mog_record_item(record);
        account *last = account_count ? &accounts[account_count - 1] : NULL;
        if (last && strlen(last->item) == item.size && memcmp(last->item, item.at, item.size) == 0)
            return MOG_OK; /* an older one */
        if (account_count == MOST_ACCOUNTS) return MOG_INTERNAL;
        account *one = &accounts[account_count++];
        snprintf(one->item, sizeof one->item, "%.*s", (int)item.size, item.at);
        one->row = row;
    }
    return MOG_OK;
}

static uint32_t field(const mog_row *row, const char *path)
{
    int found = mog_row_find(row, mog_text_of(path));
    if (found < 0) {
        fprintf(stderr, "loop: no field %s\n", path);
        exit(5);
    }
    return (uint32_t)found;
}

static void find_slots(const mog_policy *policy)
{
    system_kind = mog_policy_kind(policy, MOG_TEXT("system"));
    backup_kind = mog_policy_kind(policy, MOG_TEXT("backup"));
    account_kind = mog_policy_kind(policy, MOG_TEXT("account"));
    scan_kind = mog_policy_kind(policy, MOG_TEXT("scan"));
    slot.owner = field(&system_kind->row, "owner");
    slot.confidentiality = field(&system_kind->row, "class.confidentiality");
    slot.integrity = field(&system_kind->row, "class.integrity");
    slot.availability = field(&system_kind->row, "class.availability");
    slot.schedule = field(&backup_kind->row, "schedule");
    slot.daily = mog_enum_find(backup_kind->row.fields[slot.schedule].type.values, MOG_TEXT("daily"));
    slot.last_success = field(&backup_kind->row, "last_success");
    slot.encrypted = field(&backup_kind->row, "encrypted");
    slot.volumes = field(&backup_kind->row, "volumes");
    volume_row = backup_kind->row.fields[slot.volumes].type.row;
    slot.size = field(volume_row, "size");
    slot.protected = field(volume_row, "protected");
    slot.account_name = field(&account_kind->row, "name");
    slot.admin = field(&account_kind->row, "admin");
    slot.mfa = field(&account_kind->row, "mfa");
    slot.last_login = field(&account_kind->row, "last_login");
    slot.at = field(&scan_kind->row, "at");
    slot.findings = field(&scan_kind->row, "findings");
    finding_row = scan_kind->row.fields[slot.findings].type.row;
    slot.score = field(finding_row, "score");
    slot.found = field(finding_row, "found");
    slot.open = field(finding_row, "open");
}

int main(int argc, char **argv)
{
    if (argc != 4 || !mog_time_parse(&now, mog_text_of(argv[3]))) {
        fputs("usage: loop STORE POLICY CLOCK\n", stderr);
        return 2;
    }
    mog_arena *arena = mog_arena_new();
    mog_error err = MOG_ERROR_NONE;
    mog_policy *policy = NULL;
    mog_diagnostics *diagnostics = NULL;
    mog_store *store = NULL;
    mog_text text;
    walk wk = {0};
    mog_status status = mog_file_read(&text, arena, argv[2], MOG_LIMIT_FILE, &err);
    if (status) goto done;
    mog_compile(&policy, &diagnostics, &(mog_input){mog_text_of(argv[2]), text}, 1, &(mog_plugins){0});
    if (!policy) {
        status = mog_fail(&err, MOG_INPUT, "the policy does not compile");
        goto done;
    }
    find_slots(policy);
    if ((status = mog_store_open(&store, argv[1], false, &err))) goto done;
    if ((status = mog_snapshot_begin(&wk.snapshot, store, 0, &err))) goto done;
    static const char *const names[] = {"system", "backup", "account", "scan"};
    for (int i = 0; i < 4; i++) {
        if ((status = mog_snapshot_find(&wk.kinds[i], wk.snapshot, mog_text_of(names[i]), &err))) goto done;
    }
    if ((status = mog_snapshot_walk(wk.snapshot, 0, 0, visit, &wk, &err))) goto done;
    judge(&wk);
    for (size_t i = 0; i < RULES; i++) {
        printf("%s", rules[i].id);
        for (int o = 0; o < OUTCOMES; o++) printf(" %llu", (unsigned long long)counts[i][o]);
        putchar('\n');
    }
done:
    if (status) fprintf(stderr, "loop: %s: %s\n", err.place, err.message);
    if (wk.snapshot) mog_snapshot_end(wk.snapshot);
    mog_store_close(store);
    mog_policy_free(policy);
    mog_diagnostics_free(diagnostics);
    mog_arena_free(arena);
    return (int)status;
}
