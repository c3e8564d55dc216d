/* The plugin `technological`: what certificates say. The certificates were made for this test with OpenSSL, which gives the dates; nobody has their private
 * keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "plugins/technological/certificate.c"
#include "plugins/technological/der.c"

#include "plugins/days.h"

#define UNUSED(state) ((void)(state))

/* P-256, version 3, 2026-03-01 08:00:00 to 2027-02-28 23:59:59. */
static const char web[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBbjCCARSgAwIBAgIBBTAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA93ZWIuZXhh\n"
                          "bXBsZS5vcmcwHhcNMjYwMzAxMDgwMDAwWhcNMjcwMjI4MjM1OTU5WjAaMRgwFgYD\n"
                          "VQQDDA93ZWIuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATj\n"
                          "3b35HfwdBOfcCS0Qi7sE4yvhKJBJnCYXF3W9muf4wjieuGdPaFXUcnUUrUXhxUs7\n"
                          "V0N8D6O3fiKfM6SYo96Qo0swSTAMBgNVHRMBAf8EAjAAMBoGA1UdEQQTMBGCD3dl\n"
                          "Yi5leGFtcGxlLm9yZzAdBgNVHQ4EFgQU02tcW68iHJqi1T0hvkkQ9WtrFRkwCgYI\n"
                          "KoZIzj0EAwIDSAAwRQIhAN+y7f/+wvbBLmaqjWcC5j+ZjDczGW6pGHI8ks9hPJUr\n"
                          "AiAgMe49dz+hRkVC/41KcxyqzN8PhV2zm6JUV7s9a/FlSQ==\n"
                          "-----END CERTIFICATE-----\n";

/* RSA of 1024 bits, version 1, 2020-01-01 to 2026-12-01 12:00:00. */
static const char old[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBozCCAQwCAQIwDQYJKoZIhvcNAQELBQAwGjEYMBYGA1UEAwwPb2xkLmV4YW1w\n"
                          "bGUub3JnMB4XDTIwMDEwMTAwMDAwMFoXDTI2MTIwMTEyMDAwMFowGjEYMBYGA1UE\n"
                          "AwwPb2xkLmV4YW1wbGUub3JnMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDN\n"
                          "EfCjUZlWSm1X92HaVVA4LX1LlAd8IlFsQAC+lFDqCJdHN9Nm02dFVsTmGk2NuxM9\n"
                          "OhVyqaYrY1wW/eSzjXzNbicbHgFg6R+jCFizX4erDiWjl7LW9NWrD808SwoClxzm\n"
                          "XJhlxe5mAX2QDvg141d5knZU9vDhsgDe/xHTOM6m2wIDAQABMA0GCSqGSIb3DQEB\n"
                          "CwUAA4GBAGTs10ZtdH2KBCi50CqMd22PgaXbQLJPlCRl+c1wSdVNewpXVsHepuqP\n"
                          "7EO9qxjej8HDWKW8/BOs3I2p20nWFaGWngzY/6hKSsiciVI7k8+nGH7Y8AMw8abE\n"
                          "JWCgHqBR1NW5oqAVDiJ4VMlH0vt5fwzCwS8ridUbmS8lkS8YY5/2\n"
                          "-----END CERTIFICATE-----\n";

/* Ed25519, 2020-01-01 to 9999-12-31 23:59:59, which means no end. */
static const char endless[] = "-----BEGIN CERTIFICATE-----\n"
                              "MIHfMIGSAgEDMAUGAytlcDAbMRkwFwYDVQQDDBBsb25nLmV4YW1wbGUub3JnMCAX\n"
                              "DTIwMDEwMTAwMDAwMFoYDzk5OTkxMjMxMjM1OTU5WjAbMRkwFwYDVQQDDBBsb25n\n"
                              "LmV4YW1wbGUub3JnMCowBQYDK2VwAyEAQXf/2SGEHJbX2wYB+at8TEj2dqzcHScX\n"
                              "AsbqdZ/2CFMwBQYDK2VwA0EAGrDmo3/SWdad6QKV1WwgHKwIutT1zgX4sKMIe1cJ\n"
                              "AotsCq6ODsb2Hn5CmnybVuRMRdr3a+LbQmda08fPCL7QDg==\n"
                              "-----END CERTIFICATE-----\n";

/* P-384, 1999-06-15 10:11:12 (UTCTime of the last century) to 2050-01-01 (the first GeneralizedTime). */
static const char turn[] = "-----BEGIN CERTIFICATE-----\n"
                           "MIIBXDCB4wIBBDAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBnb25lLmV4YW1wbGUu\n"
                           "b3JnMCAXDTk5MDYxNTEwMTExMloYDzIwNTAwMTAxMDAwMDAwWjAbMRkwFwYDVQQD\n"
                           "DBBnb25lLmV4YW1wbGUub3JnMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEClbH+oYF\n"
                           "JUqAn9yGInsU74WnVlgBKD0Lj6avu8Pl6bS/jHWGcBpjc2pLvNTBnlehxs5IOJVx\n"
                           "+VfGq6bcQ1WVBhlUoI84ECBlJMc+jR6HOHtFRu711yo/mjfEazcS2iJlMAoGCCqG\n"
                           "SM49BAMCA2gAMGUCMHPj4IPnw8b/U2Pf/VWx1kqB31v6km1oPoYnCwHCjoEc68up\n"
                           "OSDlZY8mv3BKa/yGmQIxALMd+V3ZE1Oh9cezeU/sRV+p5bng6/uX0P2s2y13AM+0\n"
                           "Sr9MmDIpsAKLUxH9pOhbhg==\n"
                           "-----END CERTIFICATE-----\n";

static int64_t at(int64_t year, int month, int date, int64_t seconds)
{
    return day_of(year, month, date) * DAY + seconds * SECOND;
}

static const char *joined(const char *const *parts)
{
    static char text[8192];
    text[0] = '\0';
    for (; *parts; parts++) strcat(text, *parts);
    return text;
}

static void dates_are_those_that_openssl_prints(void **state)
{
    UNUSED(state);
    assert_int_equal(certificate_begins(web), at(2026, 3, 1, 8 * 3600));
    assert_int_equal(certificate_expires(web), at(2027, 2, 28, 86399));
    assert_int_equal(certificate_begins(old), at(2020, 1, 1, 0));
    assert_int_equal(certificate_expires(old), at(2026, 12, 1, 12 * 3600));
    assert_int_equal(certificate_begins(turn), at(1999, 6, 15, 10 * 3600 + 11 * 60 + 12));
    assert_int_equal(certificate_expires(turn), at(2050, 1, 1, 0));
}

static void no_end_is_the_last_time_that_can_be_written(void **state)
{
    UNUSED(state);
    assert_int_equal(certificate_expires(endless), INT64_MAX / SECOND * SECOND);
}

static void keys_are_as_strong_as_sp_800_57_says(void **state)
{
    UNUSED(state);
    assert_int_equal(certificate_key_strength(web), 128);
    assert_int_equal(certificate_key_strength(old), 80);
    assert_int_equal(certificate_key_strength(endless), 128);
    assert_int_equal(certificate_key_strength(turn), 192);
    assert_int_equal(strength_of_bits(1023), 0);
    assert_int_equal(strength_of_bits(1024), 80);
    assert_int_equal(strength_of_bits(2047), 80);
    assert_int_equal(strength_of_bits(2048), 112);
    assert_int_equal(strength_of_bits(4096), 128);
    assert_int_equal(strength_of_bits(15360), 256);
}

static void of_several_the_first_to_expire_and_the_weakest_count(void **state)
{
    UNUSED(state);
    const char *text = joined((const char *const[]){"depth=1 CN = example\n", web, " 1 s:CN = old\n", old, turn,
                                                    "---\nServer certificate\n", NULL});
    assert_int_equal(certificate_count(text), 3);
    assert_int_equal(certificate_expires(text), at(2026, 12, 1, 12 * 3600));
    assert_int_equal(certificate_begins(text), at(2026, 3, 1, 8 * 3600));
    assert_int_equal(certificate_key_strength(text), 80);
}

static void other_blocks_are_passed_over(void **state)
{
    UNUSED(state);
    const char *text = joined((const char *const[]){
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", web, NULL});
    assert_int_equal(certificate_count(text), 1);
    assert_int_equal(certificate_expires(text), at(2027, 2, 28, 86399));
    assert_int_equal(certificate_count("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), 0);
}

static void line_ends_and_width_do_not_matter(void **state)
{
    UNUSED(state);
    char text[4096];
    size_t n = 0;
    for (const char *c = web; *c; c++) {
        if (*c == '\n') text[n++] = '\r';
        text[n++] = *c;
    }
    text[n] = '\0';
    assert_int_equal(certificate_expires(text), certificate_expires(web));
    n = 0;
    for (const char *c = web; *c; c++) {
        if (*c != '\n') text[n++] = *c;
    }
    text[n] = '\0';
    assert_int_equal(certificate_expires(text), certificate_expires(web));
}

static void assert_unknown(const char *text)
{
    assert_int_equal(certificate_expires(text), MOG_NO_INTEGER);
    assert_int_equal(certificate_begins(text), MOG_NO_INTEGER);
    assert_int_equal(certificate_key_strength(text), MOG_NO_INTEGER);
}

static void what_holds_no_certificate_is_unknown(void **state)
{
    UNUSED(state);
    static const char *const texts[] = {
        "",
        "nonsense",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n====\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nM?A=\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIAAAA==\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END X509 CERTIFICATE-----\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_unknown(texts[i]);
    assert_unknown(
        joined((const char *const[]){web, "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", NULL}));
}

/* Each byte of a certificate cut off or changed: nothing is read outside it (the sanitizers watch), and cutting is always noticed. */
static void damaged_certificates_are_refused_or_read_within_bounds(void **state)
{
    UNUSED(state);
    const char *start = strchr(web, '\n'), *end = strstr(web, "-----END");
    uint8_t bytes[LARGEST];
    int64_t size = decode(bytes, start, end);
    assert_true(size > 200);
    certificate c;
    assert_true(read_certificate(&c, (der){bytes, (size_t)size}));
    for (size_t i = 0; i < (size_t)size; i++) {
        uint8_t *copy = malloc(i + 1);
        memcpy(copy, bytes, i);
        assert_false(read_certificate(&c, (der){copy, i}));
        free(copy);
    }
    for (size_t i = 0; i < (size_t)size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            uint8_t *copy = malloc((size_t)size);
            memcpy(copy, bytes, (size_t)size);
            copy[i] ^= (uint8_t)(1 << bit);
            read_certificate(&c, (der){copy, (size_t)size});
            free(copy);
        }
    }
    bytes[size] = 0;
    assert_false(read_certificate(&c, (der){bytes, (size_t)size + 1}));
}

static bool takes(const char *bytes, size_t size)
{
    der from = {(const uint8_t *)bytes, size}, contents;
    uint8_t tag;
    return der_take_any(&from, &tag, &contents) && from.size == 0;
}

/* X.690, clause 10.1. */
static void lengths_have_one_form(void **state)
{
    UNUSED(state);
    char long_one[300] = "\x30\x81\x80", longer[300] = "\x30\x82\x01\x00";
    assert_true(takes("\x30\x00", 2));
    assert_true(takes("\x30\x01x", 3));
    assert_true(takes(long_one, 3 + 0x80));
    assert_true(takes(longer, 4 + 0x100));
    assert_false(takes("\x30\x81\x01x", 4));             /* fits in one byte */
    assert_false(takes("\x30\x82\x00\x80", 4 + 0));      /* leading zero */
    assert_false(takes("\x30\x80x\x00\x00", 5));         /* indefinite */
    assert_false(takes("\x30\x84\x00\x00\x00\x01x", 7)); /* longer than any certificate */
    assert_false(takes("\x30\x02x", 3));
    assert_false(takes("\x30\x82\x01", 3));
    assert_false(takes("\x30", 1));
    assert_false(takes("\x3f\x01x", 3)); /* a tag of more bytes */
    assert_false(takes("", 0));
}

static int64_t time_of(uint8_t tag, const char *text)
{
    int64_t time;
    return der_time((der){(const uint8_t *)text, strlen(text)}, tag, &time) ? time : MOG_NO_INTEGER;
}

static void times_have_one_form(void **state)
{
    UNUSED(state);
    assert_int_equal(time_of(DER_UTC_TIME, "491231235959Z"), at(2049, 12, 31, 86399));
    assert_int_equal(time_of(DER_UTC_TIME, "500101000000Z"), at(1950, 1, 1, 0));
    assert_int_equal(time_of(DER_GENERALIZED_TIME, "20240229000000Z"), at(2024, 2, 29, 0));
    static const char *const utc[] = {"230229000000Z",     "231301000000Z", "230100000000Z", "230101240000Z",
                                      "230101006000Z",     "230101000060Z", "2301010000Z",   "230101000000+",
                                      "230101000000+0100", "23010100000 Z", "-30101000000Z", "",
                                      "20240229000000Z"};
    for (size_t i = 0; i < sizeof utc / sizeof *utc; i++)
        assert_int_equal(time_of(DER_UTC_TIME, utc[i]), MOG_NO_INTEGER);
    static const char *const general[] = {"20230229000000Z", "20240229000000", "20240229000000.5Z", "240229000000Z"};
    for (size_t i = 0; i < sizeof general / sizeof *general; i++)
        assert_int_equal(time_of(DER_GENERALIZED_TIME, general[i]), MOG_NO_INTEGER);
    assert_int_equal(time_of(DER_SEQUENCE, "230228000000Z"), MOG_NO_INTEGER);
    assert_int_equal(time_of(DER_GENERALIZED_TIME, "00010101000000Z"), -(INT64_MAX / SECOND) * SECOND);
}

static void base64_is_strict(void **state)
{
    UNUSED(state);
    uint8_t out[LARGEST];
    static const struct {
        const char *text;
        int64_t size;
    } cases[] = {{"", 0},     {"AA==", 1},  {"AAA=", 2},  {"AAAA", 3},  {"A A\nA\tA", 3}, {"A", -1},    {"AA", -1},
                 {"AA=", -1}, {"A===", -1}, {"AB==", -1}, {"AAB=", -1}, {"AA==AAAA", -1}, {"AA=A", -1}, {"AAA-", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t size = decode(out, cases[i].text, cases[i].text + strlen(cases[i].text));
        if (size != cases[i].size) fail_msg("%s: %lld", cases[i].text, (long long)size);
    }
    size_t most = (size_t)LARGEST / 3 * 4;
    char *large = malloc(most + 5);
    memset(large, 'A', most + 4);
    assert_int_equal(decode(out, large, large + most), LARGEST / 3 * 3);
    assert_int_equal(decode(out, large, large + most + 4), -1);
    free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_those_that_openssl_prints),
        cmocka_unit_test(no_end_is_the_last_time_that_can_be_written),
        cmocka_unit_test(keys_are_as_strong_as_sp_800_57_says),
        cmocka_unit_test(of_several_the_first_to_expire_and_the_weakest_count),
        cmocka_unit_test(other_blocks_are_passed_over),
        cmocka_unit_test(line_ends_and_width_do_not_matter),
        cmocka_unit_test(what_holds_no_certificate_is_unknown),
        cmocka_unit_test(damaged_certificates_are_refused_or_read_within_bounds),
        cmocka_unit_test(lengths_have_one_form),
        cmocka_unit_test(times_have_one_form),
        cmocka_unit_test(base64_is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
