/* Signed notes and keys, against the published examples of the format and against what is not one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/digest.h"
#include "engine/audit/signed_note.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED(state) ((void)(state))

/* The example of golang.org/x/mod/sumdb/note, whose keys and signatures are published. */
#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_SECRET "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define ENOCH "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
#define TEXT "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define PETER_SIGNED                                                                                                   \
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH_SIGNED                                                                                                   \
    "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

static mog_verifier verifier(const char *text)
{
    mog_verifier v;
    mog_error err = MOG_ERROR_NONE;
    if (mog_verifier_read(&v, mog_text_of(text), &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

static bool is_verifier(mog_text text)
{
    mog_verifier v;
    mog_error err = MOG_ERROR_NONE;
    mog_status status = mog_verifier_read(&v, text, &err);
    assert_true(status == MOG_OK || (status == MOG_INPUT && err.message[0] && err.hint[0]));
    return status == MOG_OK;
}

/* Reads a note and checks it; the status, and who has signed. */
static mog_status check(bool signed_by[2], const char *bytes, size_t size, const mog_verifier *verifiers,
                        uint32_t count)
{
    mog_arena *arena = mog_arena_new();
    mog_signed_note note;
    mog_error err = MOG_ERROR_NONE;
    uint32_t signatures = 0;
    char *exact = malloc(size ? size : 1); /* so that a byte too far is seen */
    memcpy(exact, bytes, size);
    signed_by[0] = signed_by[1] = false;
    mog_status status = mog_signed_note_read(&note, arena, (mog_text){exact, size}, &err);
    if (!status) status = mog_signed_note_check(signed_by, &signatures, &note, verifiers, count, &err);
    if (!status) assert_int_equal(signatures, signed_by[0] + signed_by[1]);
    if (status) assert_true(status == MOG_INPUT && err.message[0] && err.hint[0]);
    free(exact);
    mog_arena_free(arena);
    return status;
}

static void the_published_note_verifies(void **state)
{
    UNUSED(state);
    const mog_verifier both[] = {verifier(PETER), verifier(ENOCH)};
    bool by[2];
    static const char one[] = TEXT "\n" PETER_SIGNED, two[] = TEXT "\n" PETER_SIGNED ENOCH_SIGNED;
    assert_int_equal(check(by, one, sizeof one - 1, both, 2), MOG_OK);
    assert_true(by[0] && !by[1]);
    assert_int_equal(check(by, two, sizeof two - 1, both, 2), MOG_OK);
    assert_true(by[0] && by[1]);
    assert_int_equal(check(by, two, sizeof two - 1, both + 1, 1), MOG_OK); /* Peter is not known */
    assert_true(by[0]);
    assert_int_equal(check(by, one, sizeof one - 1, both + 1, 1), MOG_OK);
    assert_false(by[0]);
    assert_int_equal(check(by, one, sizeof one - 1, NULL, 0), MOG_OK);
}

static void the_published_key_signs_the_published_note(void **state)
{
    UNUSED(state);
    mog_signer signer;
    mog_buffer out = {0};
    char text[MOG_SIGNER_TEXT_SIZE];
    assert_int_equal(mog_signer_read(&signer, MOG_TEXT(PETER_SECRET), NULL), MOG_OK);
    mog_signed_note_write(&out, MOG_TEXT(TEXT), &signer);
    assert_string_equal(out.at, TEXT "\n" PETER_SIGNED);
    mog_verifier_write(text, &signer.verifier);
    assert_string_equal(text, PETER);
    mog_signer_write(text, &signer);
    assert_string_equal(text, PETER_SECRET);
    mog_verifier v = verifier(PETER), w = verifier(ENOCH);
    assert_true(mog_verifier_equal(&v, &signer.verifier) && !mog_verifier_equal(&v, &w));
    mog_signer_wipe(&signer);
    assert_true(sodium_is_zero((const unsigned char *)&signer, sizeof signer));
    mog_buffer_free(&out);
}

static void no_altered_key_is_read(void **state)
{
    UNUSED(state);
    static const char *const keys[] = {PETER, PETER_SECRET};
    for (size_t k = 0; k < 2; k++) {
        size_t size = strlen(keys[k]);
        char *key = strdup(keys[k]);
        for (size_t from = 0; from <= size; from++) {
            for (size_t to = from; to <= size; to++) {
                if (from == 0 && to == size) continue;
                mog_signer s;
                mog_text part = {key + from, to - from};
                assert_false(is_verifier(part));
                /* The end of the secret key as text is no key for signing either. */
                assert_int_equal(mog_signer_read(&s, part, NULL), MOG_INPUT);
                assert_true(sodium_is_zero((const unsigned char *)&s, sizeof s));
            }
        }
        for (size_t i = 0; i < size; i++) {
            for (int bit = 0; bit < 8; bit++) {
                mog_signer s;
                key[i] = (char)(key[i] ^ 1 << bit);
                if (k == 0) assert_false(is_verifier((mog_text){key, size}));
                else assert_int_equal(mog_signer_read(&s, (mog_text){key, size}, NULL), MOG_INPUT);
                key[i] = (char)(key[i] ^ 1 << bit);
            }
        }
        free(key);
    }
    assert_false(is_verifier(MOG_TEXT(PETER_SECRET)));
    assert_false(is_verifier(MOG_TEXT("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")));
    assert_false(is_verifier(MOG_TEXT("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")));
    assert_false(is_verifier(MOG_TEXT("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")));
}

/* Keys under which anything verifies (points of small order) are none. */
static void weak_keys_are_refused(void **state)
{
    UNUSED(state);
    static const uint8_t points[][32] = {{0}, {1}, {0xec, 0xff}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        uint8_t bytes[5 + 1 + 32] = "weak\n";
        mog_buffer text = {0};
        bytes[5] = 1;
        memcpy(bytes + 6, points[i], 32);
        if (i == 2) memset(bytes + 7, 0xff, 30), bytes[37] = 0x7f; /* y = -1 */
        mog_digest id = mog_sha256(bytes, sizeof bytes);
        mog_buffer_format(&text, "weak+%02x%02x%02x%02x+", id.bytes[0], id.bytes[1], id.bytes[2], id.bytes[3]);
        mog_base64_add(&text, bytes + 5, 33);
        assert_false(is_verifier((mog_text){text.at, text.size}));
        mog_buffer_free(&text);
    }
}

static void names_that_would_be_read_otherwise_are_refused(void **state)
{
    UNUSED(state);
    char longest[MOG_KEY_NAME_LIMIT + 2];
    memset(longest, 'x', sizeof longest);
    assert_true(mog_key_name_is_valid((mog_text){longest, MOG_KEY_NAME_LIMIT}));
    assert_false(mog_key_name_is_valid((mog_text){longest, MOG_KEY_NAME_LIMIT + 1}));
    static const char *const good[] = {"a", "mognad.example/audit", "Östersund", "\u2014", "a=b"};
    static const char *const bad[] = {"",        "a b",    "a+b",      "a\n",   "a\tb", "a\u00a0b",
                                      "a\u3000", "\u2028", "\xc2\x85", "a\xff", "\x01"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(mog_key_name_is_valid(mog_text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(mog_key_name_is_valid(mog_text_of(bad[i])));
    assert_false(mog_key_name_is_valid((mog_text){"a\0b", 3}));
}

static void no_altered_note_verifies(void **state)
{
    UNUSED(state);
    const mog_verifier peter = verifier(PETER);
    static const char note[] = TEXT "\n" PETER_SIGNED;
    char changed[sizeof note + 8];
    bool by[2];
    for (size_t i = 0; i < sizeof note - 1; i++) {
        for (int bit = 0; bit < 8; bit++) {
            memcpy(changed, note, sizeof note);
            changed[i] = (char)(changed[i] ^ 1 << bit);
            assert_true(check(by, changed, sizeof note - 1, &peter, 1) != MOG_OK || !by[0]);
        }
        memcpy(changed, note, i); /* one left out */
        memcpy(changed + i, note + i + 1, sizeof note - i - 1);
        assert_true(check(by, changed, sizeof note - 2, &peter, 1) != MOG_OK || !by[0]);
        assert_int_equal(check(by, note, i, &peter, 1), MOG_INPUT); /* cut off */
    }
}

static void what_is_no_note_is_refused(void **state)
{
    UNUSED(state);
    static const char *const wrong[] = {
        "",
        "\n",
        "\n\n",
        TEXT,
        TEXT "\n",
        TEXT PETER_SIGNED,
        "\x01" TEXT "\n" PETER_SIGNED,
        "\t" TEXT "\n" PETER_SIGNED,
        "\xff" TEXT "\n" PETER_SIGNED,
        TEXT "\r\n" PETER_SIGNED,
        TEXT "\n" PETER_SIGNED "Unexpected line.\n",
        TEXT "\n" PETER_SIGNED "\n",
        TEXT "\nx\n" PETER_SIGNED,
        TEXT "\n- PeterNeumann x08go/ZJ\n",
        TEXT "\n\u2014PeterNeumann x08go/ZJ\n",
        TEXT "\n\u2014 PeterNeumann\n",
        TEXT "\n\u2014 PeterNeumann \n",
        TEXT "\n\u2014  x08go/ZJ\n",
        TEXT "\n\u2014 Peter Neumann x08go/ZJ\n",
        TEXT "\n\u2014 Peter+Neumann x08go/ZJ\n",
        TEXT "\n\u2014 PeterNeumann x08go/Z\n",
        TEXT "\n\u2014 PeterNeumann x08go/ZJ \n",
        TEXT "\n\u2014 PeterNeumann x08gow==\n", /* the id alone */
        TEXT "\n\u2014 PeterNeumann x08goGF=\n", /* bits that stand for nothing */
        TEXT "\n\u2014 PeterNeumann x08go_ZJ\n",
    };
    bool by[2];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (check(by, wrong[i], strlen(wrong[i]), NULL, 0) != MOG_INPUT) fail_msg("was read: %s", wrong[i]);
    }
    assert_int_equal(check(by, TEXT "\n" PETER_SIGNED "\0", sizeof(TEXT "\n" PETER_SIGNED), NULL, 0), MOG_INPUT);
}

static void signatures_of_others_count_for_nothing_and_false_ones_spoil_the_note(void **state)
{
    UNUSED(state);
    const mog_verifier both[] = {verifier(PETER), verifier(ENOCH)};
    bool by[2];
    /* Another's name with Peter's id, Peter's name with another id, another algorithm's length: unknown keys. */
    static const char others[] =
        TEXT "\n\u2014 PeterNeuman x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZI=\n\u2014 PeterNeumann "
             "rwz+eBzmZa0SO3Nb\n" ENOCH_SIGNED;
    assert_int_equal(check(by, others, sizeof others - 1, both, 2), MOG_OK);
    assert_true(!by[0] && by[1]);
    /* Peter's name and id, with something else behind. */
    static const char longer[] = TEXT "\n" ENOCH_SIGNED "\u2014 PeterNeumann x08go/ZJkuBS9UG/\n";
    assert_int_equal(check(by, longer, sizeof longer - 1, both, 2), MOG_INPUT);
    static const char twice[] = TEXT "\n" PETER_SIGNED PETER_SIGNED;
    assert_int_equal(check(by, twice, sizeof twice - 1, both, 2), MOG_OK);
    assert_true(by[0] && !by[1]);
}

static void many_and_large_are_bounded(void **state)
{
    UNUSED(state);
    const mog_verifier peter = verifier(PETER);
    mog_buffer note = {0};
    bool by[2];
    mog_buffer_format(&note, "%s\n", TEXT);
    for (int i = 0; i < MOG_SIGNATURES_LIMIT; i++) mog_buffer_format(&note, "%s", PETER_SIGNED);
    assert_int_equal(check(by, note.at, note.size, &peter, 1), MOG_OK);
    assert_true(by[0]);
    mog_buffer_format(&note, "%s", PETER_SIGNED);
    assert_int_equal(check(by, note.at, note.size, &peter, 1), MOG_INPUT);
    mog_buffer_clear(&note);
    while (note.size <= MOG_SIGNED_NOTE_LIMIT) mog_buffer_format(&note, "%s", TEXT);
    mog_buffer_format(&note, "\n%s", PETER_SIGNED);
    assert_int_equal(check(by, note.at, note.size, &peter, 1), MOG_INPUT);
    mog_buffer_free(&note);
}

static void bytes_come_back_from_base64_and_nothing_else_is_read(void **state)
{
    UNUSED(state);
    uint8_t bytes[2000], back[40];
    mog_arena *arena = mog_arena_new();
    mog_text out;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 37 >> 2);
    for (size_t size = 0; size < sizeof bytes; size += size < 800 ? 1 : 397) {
        mog_buffer text = {0};
        mog_base64_add(&text, bytes, size);
        assert_int_equal(text.size, MOG_BASE64_SIZE(size));
        assert_true(mog_base64_read(&out, arena, (mog_text){text.at, text.size}));
        assert_true(out.size == size && (size == 0 || memcmp(out.at, bytes, size) == 0));
        if (size > 0) assert_false(mog_base64_read(&out, arena, (mog_text){text.at, text.size - 1}));
        mog_buffer_free(&text);
    }
    assert_true(mog_base64_read_exactly(back, 3, MOG_TEXT("AAEC")));
    assert_memory_equal(back, "\0\1\2", 3);
    static const char *const wrong[] = {"AAE",
                                        "AAECA",
                                        "AAEC\n",
                                        "AA C",
                                        "AA-C",
                                        "AAE=",
                                        "AB==",
                                        "A===",
                                        "====",
                                        "AA==AAEC",
                                        "AA\xab"
                                        "C",
                                        "AA\xaf"
                                        "C"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (i != 5) assert_false(mog_base64_read(&out, arena, mog_text_of(wrong[i])));
        assert_false(mog_base64_read_exactly(back, 3, mog_text_of(wrong[i])));
    }
    mog_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_note_verifies),
        cmocka_unit_test(the_published_key_signs_the_published_note),
        cmocka_unit_test(no_altered_key_is_read),
        cmocka_unit_test(weak_keys_are_refused),
        cmocka_unit_test(names_that_would_be_read_otherwise_are_refused),
        cmocka_unit_test(no_altered_note_verifies),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(signatures_of_others_count_for_nothing_and_false_ones_spoil_the_note),
        cmocka_unit_test(many_and_large_are_bounded),
        cmocka_unit_test(bytes_come_back_from_base64_and_nothing_else_is_read),
    };
    return cmocka_run_group_tests_name("signed_note", tests, NULL, NULL);
}
