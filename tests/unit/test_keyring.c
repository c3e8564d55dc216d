/* Keys of persons: what was synced is there, what was erased is nowhere, and a file that is not as it was is refused. */
#include "tests/unit/store_fixture.h"

#include "engine/store/keyring.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

#define HEAD 71
#define ENTRY 64

typedef struct rings {
    fixture *f;
    int folder;
    char file[120], new_file[120];
} rings;

static rings begin(void **state)
{
    rings r = {.f = *state};
    r.folder = open(r.f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(r.folder >= 0);
    snprintf(r.file, sizeof r.file, "%s/%s", r.f->folder, MOG_KEYRING_FILE);
    snprintf(r.new_file, sizeof r.new_file, "%s/%s", r.f->folder, MOG_KEYRING_NEW_FILE);
    return r;
}

static mog_keyring *open_ring(const rings *r)
{
    mog_keyring *ring;
    mog_error err = MOG_ERROR_NONE;
    assert_ok(mog_keyring_open(&ring, r->folder, r->f->folder, &err), err);
    return ring;
}

static mog_person numbered(const mog_keyring *ring, uint32_t number)
{
    char name[32];
    snprintf(name, sizeof name, "person %u", number);
    return mog_keyring_person(ring, MOG_TEXT("system:hr"), mog_text_of(name));
}

static void make(mog_keyring *ring, uint32_t from, uint32_t count)
{
    mog_error err = MOG_ERROR_NONE;
    for (uint32_t i = from; i < from + count; i++) {
        mog_person person = numbered(ring, i);
        assert_non_null(mog_keyring_make(ring, &person));
    }
    assert_ok(mog_keyring_sync(ring, &err), err);
}

static bool has(const mog_keyring *ring, uint32_t number)
{
    mog_person person = numbered(ring, number);
    return mog_keyring_key(ring, &person);
}

static size_t read_all(const char *path, uint8_t **bytes)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    *bytes = malloc(size + 1);
    assert_int_equal(fread(*bytes, 1, size, f), size);
    fclose(f);
    return size;
}

static void write_all(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

static mog_status opens(const rings *r, mog_error *err)
{
    mog_keyring *ring;
    *err = MOG_ERROR_NONE;
    mog_status status = mog_keyring_open(&ring, r->folder, r->f->folder, err);
    if (!status) mog_keyring_free(ring);
    else assert_null(ring);
    return status;
}

static void keys_that_were_synced_are_there_again(void **state)
{
    rings r = begin(state);
    mog_keyring *ring = open_ring(&r);
    assert_false(mog_keyring_exists(ring));
    assert_int_equal(access(r.file, F_OK), -1);                     /* asking makes nothing */
    static const uint32_t steps[] = {1, 3, 63, 64, 200, 1, 700, 5}; /* within a page, over pages, written anew */
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        make(ring, count, steps[i]);
        count += steps[i];
        assert_int_equal(mog_keyring_count(ring), count);
        assert_false(mog_keyring_is_outdated(ring));
        mog_keyring *again = open_ring(&r);
        assert_int_equal(mog_keyring_count(again), count);
        for (uint32_t n = 0; n < count; n++) {
            mog_person person = numbered(ring, n), same = numbered(again, n);
            assert_memory_equal(&person, &same, sizeof person);
            assert_memory_equal(mog_keyring_key(ring, &person), mog_keyring_key(again, &person), MOG_PERSON_KEY_SIZE);
        }
        mog_keyring_free(again);
    }
    struct stat about;
    assert_int_equal(stat(r.file, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(about.st_size, HEAD + ENTRY * count);
    assert_int_equal(access(r.new_file, F_OK), -1);
    mog_keyring_free(ring);
    close(r.folder);
}

static void a_person_is_one_however_it_is_written(void **state)
{
    rings r = begin(state);
    mog_keyring *ring = open_ring(&r);
    mog_text subject = MOG_TEXT("system:hr");
    mog_person asa = mog_keyring_person(ring, subject, MOG_TEXT("Åsa Öberg"));
    static const char *const same[] = {"åsa öberg",
                                       "ÅSA ÖBERG",
                                       "A\xCC\x8Asa O\xCC\x88"
                                       "berg",
                                       "  Åsa \t\n Öberg ",
                                       "Åsa\xC2\xA0Öberg",
                                       "Åsa\xE2\x80\x83Öberg\xE3\x80\x80"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        mog_person one = mog_keyring_person(ring, subject, mog_text_of(same[i]));
        assert_memory_equal(&one, &asa, sizeof one);
    }
    mog_person others[] = {mog_keyring_person(ring, subject, MOG_TEXT("Asa Oberg")),
                           mog_keyring_person(ring, subject, MOG_TEXT("ÅsaÖberg")),
                           mog_keyring_person(ring, MOG_TEXT("system:it"), MOG_TEXT("Åsa Öberg")),
                           mog_keyring_person(ring, MOG_TEXT("system:hrå"), MOG_TEXT("sa Öberg"))};
    for (size_t i = 0; i < 4; i++) assert_memory_not_equal(&others[i], &asa, sizeof asa);
    mog_keyring_free(ring);

    mog_keyring *other = open_ring(&r); /* another secret */
    mog_person elsewhere = mog_keyring_person(other, subject, MOG_TEXT("Åsa Öberg"));
    assert_memory_not_equal(&elsewhere, &asa, sizeof asa);
    mog_keyring_free(other);
    close(r.folder);
}

static bool folder_holds(const char *folder, const void *bytes, size_t size)
{
    bool found = false;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));) {
        char path[400];
        uint8_t *content;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        struct stat about;
        if (stat(path, &about) || !S_ISREG(about.st_mode)) continue;
        size_t length = read_all(path, &content);
        found |= memmem(content, length, bytes, size) != NULL;
        free(content);
    }
    closedir(dir);
    return found;
}

static void an_erased_key_is_nowhere(void **state)
{
    rings r = begin(state);
    mog_error err = MOG_ERROR_NONE;
    mog_keyring *ring = open_ring(&r);
    make(ring, 0, 300);
    int old = open(r.file, O_RDONLY | O_CLOEXEC); /* what its blocks hold when it has no name any more */
    mog_person gone[4] = {numbered(ring, 0), numbered(ring, 299), numbered(ring, 150), numbered(ring, 4711)};
    uint8_t keys[3][MOG_PERSON_KEY_SIZE];
    for (size_t i = 0; i < 3; i++) memcpy(keys[i], mog_keyring_key(ring, &gone[i]), MOG_PERSON_KEY_SIZE);
    assert_true(folder_holds(r.f->folder, keys[0], 32));

    size_t erased;
    assert_ok(mog_keyring_erase(&erased, ring, gone, 4, &err), err);
    assert_int_equal(erased, 3);
    assert_int_equal(mog_keyring_count(ring), 297);
    for (size_t i = 0; i < 3; i++) {
        assert_null(mog_keyring_key(ring, &gone[i]));
        assert_false(folder_holds(r.f->folder, keys[i], 32));
        assert_false(folder_holds(r.f->folder, gone[i].bytes, 16));
    }
    uint8_t byte;
    for (off_t at = 0; pread(old, &byte, 1, at) == 1; at++) assert_int_equal(byte, 0);
    close(old);
    struct stat about;
    assert_int_equal(stat(r.file, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);

    assert_ok(mog_keyring_erase(&erased, ring, gone, 4, &err), err);
    assert_int_equal(erased, 0);
    make(ring, 0, 1); /* a new key for new evidence */
    assert_memory_not_equal(mog_keyring_key(ring, &gone[0]), keys[0], MOG_PERSON_KEY_SIZE);
    mog_keyring *again = open_ring(&r);
    assert_int_equal(mog_keyring_count(again), 298);
    for (uint32_t n = 0; n < 300; n++) assert_int_equal(has(again, n), n != 150 && n != 299);
    mog_keyring_free(again);

    mog_person *all = calloc(300, sizeof *all);
    for (uint32_t n = 0; n < 300; n++) all[n] = numbered(ring, n);
    assert_ok(mog_keyring_erase(&erased, ring, all, 300, &err), err);
    assert_int_equal(erased, 298);
    mog_person first = all[0];
    mog_person same = numbered(ring, 0);
    assert_memory_equal(&first, &same, sizeof same); /* the secret stays */
    free(all);
    mog_keyring_free(ring);
    again = open_ring(&r);
    assert_true(mog_keyring_exists(again));
    assert_int_equal(mog_keyring_count(again), 0);
    mog_keyring_free(again);
    close(r.folder);
}

static void what_a_power_cut_left_of_an_erasure_goes(void **state)
{
    rings r = begin(state);
    mog_error err = MOG_ERROR_NONE;
    mog_keyring *ring = open_ring(&r);
    make(ring, 0, 2);
    size_t erased;
    uint8_t *bytes, left[100];
    memset(left, 0x5A, sizeof left);
    write_all(r.new_file, left, sizeof left);
    int old = open(r.new_file, O_RDONLY | O_CLOEXEC);
    assert_ok(mog_keyring_erase(&erased, ring, NULL, 0, &err), err);
    assert_int_equal(access(r.new_file, F_OK), -1);
    assert_int_equal(pread(old, left, sizeof left, 0), sizeof left);
    for (size_t i = 0; i < sizeof left; i++) assert_int_equal(left[i], 0);
    close(old);

    write_all(r.new_file, left, sizeof left);
    make(ring, 2, 1);
    assert_int_equal(access(r.new_file, F_OK), -1);

    assert_int_equal(symlink("/etc/passwd", r.new_file), 0); /* the link goes, and not what it leads to */
    make(ring, 3, 1);
    assert_int_equal(lstat(r.new_file, &(struct stat){0}), -1);
    assert_true(read_all("/etc/passwd", &bytes) > 0);
    assert_true(bytes[0] != 0);
    free(bytes);
    mog_keyring_free(ring);
    close(r.folder);
}

/* Every prefix of an append, in bytes, and every sector of it missing. */
static void a_torn_tail_costs_nothing_that_was_acknowledged(void **state)
{
    rings r = begin(state);
    mog_error err = MOG_ERROR_NONE;
    mog_keyring *ring = open_ring(&r);
    make(ring, 0, 70);
    make(ring, 70, 20);
    mog_keyring_free(ring);
    uint8_t *whole;
    size_t size = read_all(r.file, &whole), settled = HEAD + 70 * ENTRY;
    for (size_t cut = settled; cut < size; cut += 101) {
        write_all(r.file, whole, cut);
        ring = open_ring(&r);
        assert_int_equal(mog_keyring_count(ring), 70 + (cut - settled) / ENTRY);
        assert_false(mog_keyring_is_outdated(ring));
        make(ring, 1000, 1); /* the tail is cut off */
        mog_keyring_free(ring);
        ring = open_ring(&r);
        assert_true(has(ring, 1000) && has(ring, 69));
        assert_int_equal(mog_keyring_count(ring), 71 + (cut - settled) / ENTRY);
        mog_keyring_free(ring);
    }
    uint8_t *torn = malloc(size);
    for (size_t sector = settled / 512; sector < size / 512; sector++) {
        for (int until_end = 0; until_end < 2; until_end++) {
            memcpy(torn, whole, size);
            size_t from = sector * 512 < settled ? settled : sector * 512, to = until_end ? size : (sector + 1) * 512;
            memset(torn + from, 0, to - from);
            write_all(r.file, torn, size);
            ring = open_ring(&r);
            assert_int_equal(mog_keyring_count(ring), (from - HEAD) / ENTRY);
            make(ring, 1000, 2);
            mog_keyring_free(ring);
            ring = open_ring(&r);
            assert_int_equal(mog_keyring_count(ring), (from - HEAD) / ENTRY + 2);
            mog_keyring_free(ring);
        }
    }
    (void)err;
    free(torn);
    free(whole);
    close(r.folder);
}

static void one_flipped_bit_is_damage(void **state)
{
    rings r = begin(state);
    mog_error err;
    mog_keyring *ring = open_ring(&r);
    make(ring, 0, 5);
    mog_keyring_free(ring);
    uint8_t *whole;
    size_t size = read_all(r.file, &whole);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        whole[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        write_all(r.file, whole, size);
        if (opens(&r, &err) != MOG_SYSTEM) fail_msg("bit %zu is not missed", bit);
        assert_true(err.place[0] && err.hint[0]);
        whole[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    free(whole);
    close(r.folder);
}

static void hostile_files_are_refused(void **state)
{
    rings r = begin(state);
    mog_error err;
    mog_keyring *ring = open_ring(&r);
    make(ring, 0, 3);
    mog_keyring_free(ring);
    uint8_t *whole, *bytes = calloc(1, 1 << 20);
    size_t size = read_all(r.file, &whole);

    write_all(r.file, whole, 0);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "too short");
    write_all(r.file, whole, HEAD - 1);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "too short");
    memcpy(bytes, whole, size);
    bytes[21] = '2';
    write_all(r.file, bytes, size);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "format 2");
    memcpy(bytes, whole, size);
    memcpy(bytes + size, whole + HEAD, ENTRY); /* the first person again */
    write_all(r.file, bytes, size + ENTRY);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "two keys");
    memset(bytes + size, 0, ENTRY);
    write_all(r.file, bytes, 1 << 20); /* more zeros than a power cut leaves */
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "entry 4");
    write_all(r.file, whole, size);
    assert_int_equal(truncate(r.file, (off_t)1 << 40), 0); /* a file of holes */
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "entry 4");

    write_all(r.file, whole, size);
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0601, 0777};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(r.file, modes[i]), 0);
        assert_fails(opens(&r, &err), MOG_SYSTEM, err, "others than its owner");
        assert_non_null(strstr(err.hint, "chmod 600"));
    }
    assert_int_equal(unlink(r.file), 0);
    assert_int_equal(mkdir(r.file, 0700), 0);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "no plain file");
    assert_int_equal(rmdir(r.file), 0);
    assert_int_equal(mkfifo(r.file, 0600), 0);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "no plain file");
    assert_int_equal(unlink(r.file), 0);
    write_all(r.new_file, whole, size);
    assert_int_equal(symlink(MOG_KEYRING_NEW_FILE, r.file), 0);
    assert_fails(opens(&r, &err), MOG_SYSTEM, err, "is a link");

    /* Random bytes, changed here and there: opened or refused. */
    assert_int_equal(unlink(r.file), 0);
    srand(7);
    for (int round = 0; round < 500; round++) {
        memcpy(bytes, whole, size);
        for (int i = rand() % 4; i >= 0; i--) bytes[rand() % (int)size] = (uint8_t)rand();
        write_all(r.file, bytes, (size_t)rand() % (size + 1));
        mog_status status = opens(&r, &err);
        assert_true(status == MOG_OK || (status == MOG_SYSTEM && err.hint[0]));
    }
    free(bytes);
    free(whole);
    close(r.folder);
}

static void a_ring_knows_when_another_has_changed_the_file(void **state)
{
    rings r = begin(state);
    mog_error err = MOG_ERROR_NONE;
    mog_keyring *reader = open_ring(&r), *writer = open_ring(&r);
    make(writer, 0, 1);
    assert_true(mog_keyring_is_outdated(reader));
    mog_person person = numbered(reader, 9);
    mog_keyring_make(reader, &person);
    assert_fails(mog_keyring_sync(reader, &err), MOG_INTERNAL, err, "changed since"); /* or the other's key were lost */
    mog_keyring_free(reader);

    reader = open_ring(&r);
    assert_false(mog_keyring_is_outdated(reader));
    make(writer, 1, 1);
    assert_true(mog_keyring_is_outdated(reader));
    mog_keyring_free(reader);

    reader = open_ring(&r);
    size_t erased;
    person = numbered(writer, 0);
    err = MOG_ERROR_NONE;
    assert_ok(mog_keyring_erase(&erased, writer, &person, 1, &err), err);
    assert_true(mog_keyring_is_outdated(reader));
    assert_true(has(reader, 0)); /* what it read it has until it is opened again */
    make(writer, 0, 1);          /* as large as before */
    assert_true(mog_keyring_is_outdated(reader));
    assert_false(mog_keyring_is_outdated(writer));
    mog_keyring_free(reader);
    assert_int_equal(unlink(r.file), 0);
    assert_true(mog_keyring_is_outdated(writer));
    mog_keyring_free(writer);
    close(r.folder);
}

/* Opens the keys over and over while the parent's writer makes and erases others. */
static int read_on(fixture *f)
{
    int folder = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < 100000; i++) {
        char stop[160];
        mog_keyring *ring;
        mog_error err = MOG_ERROR_NONE;
        if (mog_keyring_open(&ring, folder, f->folder, &err)) {
            fprintf(stderr, "%s [%s]\n", err.message, err.place);
            return 1;
        }
        bool whole = has(ring, 0) && has(ring, 299);
        mog_keyring_free(ring);
        if (!whole) return 2;
        snprintf(stop, sizeof stop, "%s/stop", f->folder);
        if (access(stop, F_OK) == 0) return 0;
    }
    return 3;
}

static void a_reader_sees_whole_keys_while_others_are_erased(void **state)
{
    rings r = begin(state);
    mog_error err = MOG_ERROR_NONE;
    char stop[160];
    int status;
    mog_keyring *ring = open_ring(&r);
    make(ring, 0, 300);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(read_on(r.f));
    for (uint32_t i = 0; i < 40; i++) {
        size_t erased;
        make(ring, 1000 + i, 1);
        mog_person person = numbered(ring, 1000 + i);
        assert_ok(mog_keyring_erase(&erased, ring, &person, 1, &err), err);
    }
    snprintf(stop, sizeof stop, "%s/stop", r.f->folder);
    write_all(stop, (const uint8_t *)"", 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    mog_keyring_free(ring);
    close(r.folder);
}

/* With a limit on the size of files a write fails in the middle, as on a full disk. */
static int fail_writes(fixture *f)
{
    int folder = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    mog_keyring *ring, *again;
    mog_error err = MOG_ERROR_NONE;
    signal(SIGXFSZ, SIG_IGN);
    if (mog_keyring_open(&ring, folder, f->folder, &err)) return 1;
    make(ring, 0, 10);
    if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){HEAD + 12 * ENTRY + 5, RLIM_INFINITY})) return 2;
    for (uint32_t round = 0; round < 2; round++) { /* appended, then written anew */
        for (uint32_t i = 10; i < (round ? 500 : 20); i++) {
            mog_person person = numbered(ring, i);
            mog_keyring_make(ring, &person);
        }
        err = MOG_ERROR_NONE;
        if (mog_keyring_sync(ring, &err) != MOG_SYSTEM || !says(&err, MOG_SYSTEM, "cannot write the keys")) return 3;
        if (mog_keyring_is_outdated(ring)) return 4;
        if (mog_keyring_open(&again, folder, f->folder, &err) && !err.message[0]) return 5;
        if (mog_keyring_count(again) != 10) return 6;
        mog_keyring_free(again);
    }
    size_t erased;
    mog_person person = numbered(ring, 3);
    err = MOG_ERROR_NONE;
    if (mog_keyring_erase(&erased, ring, &person, 1, &err) != MOG_SYSTEM || erased) return 7;
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    err = MOG_ERROR_NONE;
    if (mog_keyring_erase(&erased, ring, &person, 1, &err))
        return 8; /* the second time it is gone from the file as well */
    mog_keyring_free(ring);
    if (mog_keyring_open(&ring, folder, f->folder, &err)) return 9;
    if (has(ring, 3) || !has(ring, 4) || !has(ring, 499) || mog_keyring_count(ring) != 499) return 10;
    mog_keyring_free(ring);
    close(folder);
    return 0;
}

static void a_failed_write_adds_nothing_and_can_be_done_again(void **state)
{
    assert_int_equal(in_child(fail_writes, *state), 0);
}

int main(void)
{
#define IN_A_FOLDER(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(keys_that_were_synced_are_there_again),
        IN_A_FOLDER(a_person_is_one_however_it_is_written),
        IN_A_FOLDER(an_erased_key_is_nowhere),
        IN_A_FOLDER(what_a_power_cut_left_of_an_erasure_goes),
        IN_A_FOLDER(a_torn_tail_costs_nothing_that_was_acknowledged),
        IN_A_FOLDER(one_flipped_bit_is_damage),
        IN_A_FOLDER(hostile_files_are_refused),
        IN_A_FOLDER(a_ring_knows_when_another_has_changed_the_file),
        IN_A_FOLDER(a_reader_sees_whole_keys_while_others_are_erased),
        IN_A_FOLDER(a_failed_write_adds_nothing_and_can_be_done_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
