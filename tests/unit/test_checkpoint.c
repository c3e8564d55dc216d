/* Checkpoints and the files in which signing keys lie. */
#include "tests/unit/store_fixture.h"

#include "engine/audit/checkpoint.h"
#include "engine/audit/key.h"

#include <sodium.h>

#define UNUSED(state) ((void)(state))

static mog_signer signer_of(const char *name, uint8_t seed)
{
    mog_signer s;
    uint8_t bytes[MOG_SEED_SIZE];
    memset(bytes, seed, sizeof bytes);
    mog_signer_of_seed(&s, mog_text_of(name), bytes);
    return s;
}

static mog_status read_note(mog_checkpoint *out, mog_signed_note *note, mog_arena *arena, const char *text)
{
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_checkpoint_read(out, note, arena, mog_text_of(text), &err);
    assert_true(status == MOG_OK || (status == MOG_INPUT && err.message[0] && err.hint[0]));
    return status;
}

static void a_checkpoint_comes_back_and_holds(void **state)
{
    fixture *f = *state;
    static const uint64_t sizes[] = {0, 1, 9, 10, 4711, UINT64_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        mog_signer signer = signer_of("mognad.example/audit", 7), other = signer_of("mognad.example/audit", 8);
        mog_checkpoint made = {.origin = MOG_TEXT("mognad.store/0f3a"),
                               .size = sizes[i],
                               .root = mog_sha256(&i, sizeof i)},
                       read;
        const mog_verifier verifiers[] = {signer.verifier, other.verifier};
        mog_signed_note note;
        mog_buffer text = {0};
        bool by[2];
        uint32_t signatures;
        mog_checkpoint_write(&text, &made, &signer);
        assert_int_equal(read_note(&read, &note, f->arena, text.at), MOG_OK);
        assert_true(mog_text_equal(read.origin, made.origin) && read.size == made.size);
        assert_memory_equal(&read.root, &made.root, sizeof read.root);
        assert_int_equal(mog_signed_note_check(by, &signatures, &note, verifiers, 2, NULL), MOG_OK);
        assert_true(by[0] && !by[1] && signatures == 1);
        text.at[strlen("mognad.store/0")] = '0';
        assert_int_equal(read_note(&read, &note, f->arena, text.at), MOG_OK);
        assert_int_equal(mog_signed_note_check(by, &signatures, &note, verifiers, 2, NULL), MOG_INPUT);
        mog_buffer_free(&text);
    }
}

#define SIGNED "\n\u2014 a AAAAAAA=\n"
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

/* The example of c2sp.org/tlog-checkpoint, and further lines. */
static void checkpoints_of_others_are_read(void **state)
{
    fixture *f = *state;
    mog_checkpoint c;
    mog_signed_note note;
    assert_int_equal(
        read_note(&c, &note, f->arena,
                  "example.com/behind-the-sofa\n20852163\n" ROOT "\n\u2014 example.com/behind-the-sofa "
                  "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"),
        MOG_OK);
    assert_true(mog_text_equal(c.origin, MOG_TEXT("example.com/behind-the-sofa")) && c.size == 20852163);
    assert_int_equal(c.root.bytes[0], 0x0a);
    assert_true(note.count == 1 && note.signatures[0].bytes.size == MOG_SIGNATURE_SIZE);
    assert_int_equal(read_note(&c, &note, f->arena, "o\n18446744073709551615\n" ROOT "more\nand more\n" SIGNED),
                     MOG_OK);
    assert_true(c.size == UINT64_MAX);
}

static void what_is_no_checkpoint_is_refused(void **state)
{
    fixture *f = *state;
    static const char *const wrong[] = {
        "",
        "o\n1\n" ROOT,
        SIGNED,
        "\n" SIGNED,
        "o\n" SIGNED,
        "o\n1\n" SIGNED,
        "\n1\n" ROOT SIGNED,
        "o\n\n" ROOT SIGNED,
        "o\n01\n" ROOT SIGNED,
        "o\n+1\n" ROOT SIGNED,
        "o\n-1\n" ROOT SIGNED,
        "o\n1 \n" ROOT SIGNED,
        "o\n0x1\n" ROOT SIGNED,
        "o\n1e3\n" ROOT SIGNED,
        "o\n18446744073709551616\n" ROOT SIGNED,
        "o\n99999999999999999999999999999999\n" ROOT SIGNED,
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n" SIGNED,
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n" SIGNED,
        "o\n1\n" ROOT "more\n\nand more\n" SIGNED,
        "o\n1\n" ROOT "\n" SIGNED,
    };
    mog_checkpoint c;
    mog_signed_note note;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (read_note(&c, &note, f->arena, wrong[i]) != MOG_INPUT) fail_msg("was read: %s", wrong[i]);
    }
    char origin[MOG_ORIGIN_LIMIT + 512];
    memset(origin, 'o', MOG_ORIGIN_LIMIT + 1);
    strcpy(origin + MOG_ORIGIN_LIMIT + 1, "\n1\n" ROOT SIGNED);
    assert_int_equal(read_note(&c, &note, f->arena, origin), MOG_INPUT);
    assert_int_equal(read_note(&c, &note, f->arena, origin + 1), MOG_OK);
}

/* ---- key files */

static char *path_of(fixture *f, const char *name)
{
    return mog_arena_format(f->arena, "%s/%s", f->folder, name);
}

static void put(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    chmod(path, mode);
}

/* Refused, and the message holds `word`. */
static void refused(const char *path, const char *word)
{
    mog_signer signer;
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_key_read(&signer, path, &err), MOG_INPUT);
    if (!strstr(err.message, word)) fail_msg("%s: not of %s", err.message, word);
    assert_string_equal(err.place, path);
    assert_true(err.hint[0]);
    assert_true(sodium_is_zero((const unsigned char *)&signer, sizeof signer));
}

static void a_key_that_is_made_can_be_read_and_by_its_owner_only(void **state)
{
    fixture *f = *state;
    mog_error err = MOG_ERROR_NONE;
    mog_verifier made, second;
    mog_signer read;
    struct stat about;
    char *path = path_of(f, "key");
    mode_t was = umask(0777); /* the strictest must not make it unreadable, the loosest not readable for others */
    assert_ok(mog_key_new(&made, MOG_TEXT("mognad.example/audit"), path, &err), err);
    umask(0);
    assert_ok(mog_key_new(&second, MOG_TEXT("mognad.example/audit"), path_of(f, "second"), &err), err);
    umask(was);
    assert_false(mog_verifier_equal(&made, &second));
    assert_true(stat(path, &about) == 0 && (about.st_mode & 07777) == 0600);
    assert_true(stat(path_of(f, "second"), &about) == 0 && (about.st_mode & 07777) == 0600);
    assert_ok(mog_key_read(&read, path, &err), err);
    assert_true(mog_verifier_equal(&made, &read.verifier));
    mog_signer_wipe(&read);
}

static void a_key_never_takes_the_place_of_anything(void **state)
{
    fixture *f = *state;
    mog_verifier made;
    mog_error err = MOG_ERROR_NONE;
    char *path = path_of(f, "key"), bytes[8] = "";
    put(path, "mine", 0600);
    assert_int_equal(mog_key_new(&made, MOG_TEXT("a"), path, &err), MOG_INPUT);
    assert_true(strstr(err.message, "already") && err.hint[0]);
    FILE *file = fopen(path, "r");
    assert_true(file && fgets(bytes, sizeof bytes, file));
    fclose(file);
    assert_string_equal(bytes, "mine");
    assert_int_equal(symlink(path_of(f, "nowhere"), path_of(f, "link")), 0);
    assert_int_equal(mog_key_new(&made, MOG_TEXT("a"), path_of(f, "link"), NULL), MOG_INPUT);
    assert_int_equal(access(path_of(f, "nowhere"), F_OK), -1);
    err = MOG_ERROR_NONE;
    assert_int_equal(mog_key_new(&made, MOG_TEXT("a"), path_of(f, "no/such"), &err), MOG_SYSTEM);
    assert_true(err.message[0] && err.hint[0]);
    assert_int_equal(mog_key_new(&made, MOG_TEXT("a b"), path_of(f, "other"), NULL), MOG_INPUT);
    assert_int_equal(access(path_of(f, "other"), F_OK), -1);
    assert_int_equal(mog_key_new(&made, MOG_TEXT("a"), "/dev/full", NULL), MOG_INPUT);
}

static void keys_open_to_others_are_refused(void **state)
{
    fixture *f = *state;
    mog_verifier made;
    mog_signer read;
    mog_error err = MOG_ERROR_NONE;
    char *path = path_of(f, "key"), *loose = path_of(f, "loose");
    assert_ok(mog_key_new(&made, MOG_TEXT("a"), path, &err), err);
    static const mode_t modes[] = {0640, 0604, 0620, 0602, 0610, 0601, 0666, 0777, 0440};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        refused(path, "open to others");
    }
    assert_int_equal(chmod(path, 0400), 0);
    assert_ok(mog_key_read(&read, path, &err), err);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(mkdir(loose, 0700), 0);
    assert_int_equal(chmod(loose, 0777), 0);
    char *inside = path_of(f, "loose/key"), *link = path_of(f, "link");
    assert_ok(mog_key_new(&made, MOG_TEXT("a"), inside, &err), err);
    assert_ok(mog_key_read(&read, inside, &err), err); /* named itself: it is its owner's and nobody else can read it */
    assert_int_equal(symlink(inside, link), 0);
    refused(link, "link");
    assert_int_equal(unlink(link), 0);
    assert_int_equal(symlink(path, link), 0);
    assert_ok(mog_key_read(&read, link, &err), err);
}

static void what_is_no_key_file_is_refused(void **state)
{
    fixture *f = *state;
    mog_verifier made;
    mog_error err = MOG_ERROR_NONE;
    char *path = path_of(f, "key");
    refused(path, "No such file");
    refused(f->folder, "no regular file");
    put(path, "", 0600);
    refused(path, "no key");
    put(path, "\n", 0600);
    refused(path, "no key");
    put(path, "PRIVATE+KEY+a+00000000+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n", 0600);
    refused(path, "does not fit");
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 100000; i++) fputs("PRIVATE+KEY+", file);
    fclose(file);
    refused(path, "more than a key");
    unlink(path);
    assert_ok(mog_key_new(&made, MOG_TEXT("a"), path, &err), err);
    file = fopen(path, "a");
    fputs("\n", file);
    fclose(file);
    refused(path, "more than a key");
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0); /* nobody writes to it: it must not be waited for */
    refused(path, "no regular file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_checkpoint_comes_back_and_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(checkpoints_of_others_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_checkpoint_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_that_is_made_can_be_read_and_by_its_owner_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_never_takes_the_place_of_anything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_open_to_others_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_key_file_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
