/* The ground floor: arena, text, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define UNUSED(state) ((void)(state))

static void an_arena_gives_zeroed_aligned_memory_that_never_overlaps(void **state)
{
    UNUSED(state);
    mog_arena *arena = mog_arena_new();
    for (int round = 0; round < 3; round++) {
        unsigned char *all[400];
        size_t sizes[400];
        for (size_t i = 0; i < 400; i++) {
            sizes[i] = (i * 7919) % 5000;
            all[i] = mog_arena_take(arena, sizes[i]);
            assert_int_equal((uintptr_t)all[i] % _Alignof(max_align_t), 0);
            for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(all[i][k], 0);
            memset(all[i], (int)(i & 0xff), sizes[i]);
        }
        for (size_t i = 0; i < 400; i++) {
            for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(all[i][k], i & 0xff);
        }
        mog_arena_reset(arena);
        assert_int_equal(mog_arena_size(arena), 0);
    }
    mog_arena_free(arena);
    mog_arena_free(NULL);
}

static void an_arena_takes_objects_larger_than_its_chunks(void **state)
{
    UNUSED(state);
    mog_arena *arena = mog_arena_new();
    char *large = mog_arena_take(arena, 40u << 20);
    large[(40u << 20) - 1] = 1;
    assert_string_equal(mog_arena_format(arena, "%s-%d", "a", 7), "a-7");
    mog_arena_free(arena);
}

static void a_pushed_array_keeps_its_elements(void **state)
{
    UNUSED(state);
    int *numbers = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++) MOG_PUSH(numbers, count, capacity) = i;
    for (int i = 0; i < 1000; i++) assert_int_equal(numbers[i], i);
    free(numbers);
}

static void utf8_is_told_from_what_is_not(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text;
        size_t valid;
    } cases[] = {
        {"", 0},           {"abc", 3},         {"\xc3\xa5", 2},     {"\xf0\x9f\x98\x80", 4}, {"a\x80", 1},
        {"\xc0\xaf", 0},   {"\xe0\x80\xaf", 0}, {"\xed\xa0\x80", 0}, {"\xf4\x90\x80\x80", 0}, {"\xc3", 0},
        {"12345678\xff", 8}, {"\xf5\x80\x80\x80", 0}, {"\xef\xbf\xbf", 3}, {"1234567\xc3\xa5\xe2\x82", 9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(mog_utf8_valid(mog_text_of(cases[i].text)), cases[i].valid);
    }
}

static void canonically_equal_texts_become_the_same_bytes(void **state)
{
    UNUSED(state);
    mog_arena *arena = mog_arena_new();
    mog_text composed = MOG_TEXT("\xc3\xa5r"), decomposed = MOG_TEXT("a\xcc\x8ar"), angstrom = MOG_TEXT("\xe2\x84\xab");
    assert_true(mog_text_equal(mog_text_nfc(arena, decomposed), composed));
    assert_true(mog_text_equal(mog_text_nfc(arena, angstrom), MOG_TEXT("\xc3\x85")));
    assert_true(mog_text_is_nfc(composed));
    assert_false(mog_text_is_nfc(decomposed));
    assert_true(mog_text_nfc(arena, composed).at == composed.at);
    assert_true(mog_text_equal(mog_text_lower(arena, MOG_TEXT("\xc3\x85\xc3\x84\xc3\x96 ABC")), MOG_TEXT("\xc3\xa5\xc3\xa4\xc3\xb6 abc")));
    mog_arena_free(arena);
}

static void distances_count_swaps_as_one_and_stop_at_the_limit(void **state)
{
    UNUSED(state);
    assert_int_equal(mog_text_distance(MOG_TEXT("backup"), MOG_TEXT("bakcup"), 5), 1);
    assert_int_equal(mog_text_distance(MOG_TEXT("mfa"), MOG_TEXT("mfaa"), 5), 1);
    assert_int_equal(mog_text_distance(MOG_TEXT("kitten"), MOG_TEXT("sitting"), 5), 3);
    assert_int_equal(mog_text_distance(MOG_TEXT("kitten"), MOG_TEXT("sitting"), 2), 3);
    assert_int_equal(mog_text_distance(MOG_TEXT(""), MOG_TEXT("ab"), 5), 2);
    const mog_text names[] = {MOG_TEXT("admin"), MOG_TEXT("mfa"), MOG_TEXT("name")};
    assert_int_equal(mog_text_nearest(MOG_TEXT("mfaa"), names, 3), 1);
    assert_int_equal(mog_text_nearest(MOG_TEXT("quite_else"), names, 3), -1);
}

static void comparison_is_by_bytes(void **state)
{
    UNUSED(state);
    assert_true(mog_text_compare(MOG_TEXT("a"), MOG_TEXT("b")) < 0);
    assert_true(mog_text_compare(MOG_TEXT("a"), MOG_TEXT("ab")) < 0);
    assert_int_equal(mog_text_compare(MOG_TEXT(""), MOG_TEXT("")), 0);
    assert_true(mog_text_compare(MOG_TEXT("\xc3\xa5"), MOG_TEXT("z")) > 0);
    assert_true(mog_text_starts(MOG_TEXT("system:hr"), MOG_TEXT("system:")));
    assert_false(mog_text_starts(MOG_TEXT("sys"), MOG_TEXT("system:")));
    assert_true(mog_text_ends(MOG_TEXT("a.mog"), MOG_TEXT(".mog")));
    assert_true(mog_text_contains(MOG_TEXT("abc"), MOG_TEXT("bc")));
    assert_true(mog_text_contains(MOG_TEXT("abc"), MOG_TEXT("")));
    assert_false(mog_text_contains(MOG_TEXT("abc"), MOG_TEXT("ac")));
}

static void the_first_error_is_kept_and_long_texts_are_cut(void **state)
{
    UNUSED(state);
    mog_error err = MOG_ERROR_NONE;
    assert_int_equal(mog_fail(&err, MOG_INPUT, "first %d", 1), MOG_INPUT);
    mog_fail(&err, MOG_SYSTEM, "second");
    assert_int_equal(err.status, MOG_INPUT);
    assert_string_equal(err.message, "first 1");
    mog_error_place(&err, "here");
    mog_error_place(&err, "there");
    assert_string_equal(err.place, "here");
    assert_int_equal(mog_fail(NULL, MOG_SYSTEM, "nobody listens"), MOG_SYSTEM);
    char *large = mog_allocate(5000);
    memset(large, 'x', 4999);
    large[4999] = '\0';
    mog_error cut = MOG_ERROR_NONE;
    mog_fail(&cut, MOG_INPUT, "%s", large);
    assert_true(strlen(cut.message) < sizeof cut.message);
    free(large);
}

static void hashes_are_the_published_ones(void **state)
{
    UNUSED(state);
    char hex[2 * MOG_DIGEST_SIZE + 1];
    mog_digest digest = mog_sha256("abc", 3); /* FIPS 180-4 example */
    mog_digest_hex(hex, &digest);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest = mog_blake2b("", 0);
    mog_digest_hex(hex, &digest);
    assert_string_equal(hex, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    mog_hasher *one = mog_hasher_new(), *two = mog_hasher_new();
    mog_hasher_add(one, "ab", 2);
    mog_hasher_add(one, "c", 1);
    mog_hasher_add(two, "a", 1);
    mog_hasher_add(two, "bc", 2);
    mog_digest a = mog_hasher_end(one), b = mog_hasher_end(two);
    assert_memory_not_equal(a.bytes, b.bytes, sizeof a.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory_that_never_overlaps),
        cmocka_unit_test(an_arena_takes_objects_larger_than_its_chunks),
        cmocka_unit_test(a_pushed_array_keeps_its_elements),
        cmocka_unit_test(utf8_is_told_from_what_is_not),
        cmocka_unit_test(canonically_equal_texts_become_the_same_bytes),
        cmocka_unit_test(distances_count_swaps_as_one_and_stop_at_the_limit),
        cmocka_unit_test(comparison_is_by_bytes),
        cmocka_unit_test(the_first_error_is_kept_and_long_texts_are_cut),
        cmocka_unit_test(hashes_are_the_published_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
