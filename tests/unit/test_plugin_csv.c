/* The importer of tables as text: the reader against tables that are written at random in every dialect, limits and faults, values, mappings. The
 * command as a whole is tested by tests/system/test_import.py. */
#include "plugins/import-csv/bytes.c"
#include "plugins/import-csv/census.c"
#include "plugins/import-csv/convert.c"
#include "plugins/import-csv/decode.c"
#include "plugins/import-csv/mapping.c"
#include "plugins/import-csv/moment.c"
#include "plugins/import-csv/number.c"
#include "plugins/import-csv/record.c"
#include "plugins/import-csv/span.c"
#include "plugins/import-csv/suggest.c"
#include "plugins/import-csv/table.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define UNUSED(state) ((void)(state))

/* ---- reading from memory, in portions of any size */

typedef struct stock {
    const char *at;
    size_t size, portion;
    uint64_t repeated; /* then the last byte again so many times */
} stock;

static ssize_t read_stock(void *context, void *into, size_t size)
{
    stock *s = context;
    if (s->size == 0 && s->repeated) {
        size_t more = size < s->repeated ? size : (size_t)s->repeated;
        memset(into, s->at[-1], more);
        s->repeated -= more;
        return (ssize_t)more;
    }
    size_t some = s->size < s->portion ? s->size : s->portion;
    if (some > size) some = size;
    if (some) memcpy(into, s->at, some);
    s->at += some;
    s->size -= some;
    return (ssize_t)some;
}

static table t;

static void open_bytes(stock *s, const void *at, size_t size)
{
    *s = (stock){.at = at, .size = size, .portion = SIZE_MAX};
    table_begin(&t, read_stock, s, ENCODING_UNKNOWN, 0);
}

/* The whole table as "cell|cell/cell|cell"; a fault as "!line message". */
static const char *told(const char *text, size_t size)
{
    static bytes out;
    stock s;
    row r;
    table_state state;
    open_bytes(&s, text, size);
    bytes_clear(&out);
    while ((state = table_next(&t, &r)) == TABLE_ROW) {
        if (out.size) bytes_add(&out, "/", 1);
        for (size_t i = 0; i < r.count; i++) bytes_format(&out, "%s%s", i ? "|" : "", r.cells[i]);
    }
    if (state == TABLE_FAULT) bytes_format(&out, "!%llu %s", (unsigned long long)t.fault_line, t.fault);
    assert_int_equal(table_next(&t, &r), state); /* and so it stays */
    table_end(&t);
    char *copy_of = strdup(out.at);
    bytes_free(&out);
    static char *kept;
    free(kept);
    return kept = copy_of;
}

#define TOLD(literal) told(literal, sizeof(literal) - 1)

/* ---- dialects */

static void the_separator_is_found_over_quoted_text(void **state)
{
    UNUSED(state);
    assert_string_equal(TOLD("a;b\n1,5;2,5\n"), "a|b/1,5|2,5");
    assert_string_equal(TOLD("a,b\n1,2\n"), "a|b/1|2");
    assert_string_equal(TOLD("a\tb\n1,5\t2;3\n"), "a|b/1,5|2;3");
    assert_string_equal(TOLD("\"x;y;z\",b\n\"1;2;3\",4\n"), "x;y;z|b/1;2;3|4");
    assert_string_equal(TOLD("\"x\"\",;\"\";\",b\n1,2\n"), "x\",;\";|b/1|2");
    assert_string_equal(TOLD("name\n1,5\n2;5\n"), "name/1,5/2;5");
    assert_string_equal(TOLD("a|b\n1|2\n"), "a|b/1|2");
    assert_string_equal(TOLD("namn, kort;belopp, kr;datum\nx;1;2\ny, z;2;3\n"),
                        "namn, kort|belopp, kr|datum/x|1|2/y, z|2|3");
    assert_string_equal(TOLD("5\" disk;b\n1;2\n"), "5\" disk|b/1|2");
    assert_string_equal(TOLD("sep=;\r\na,b;c\r\n1;2\r\n"), "a,b|c/1|2");
    assert_string_equal(TOLD("SEP=|\na|b\n"), "a|b");
    assert_string_equal(TOLD("sep=,"), "");
    assert_string_equal(TOLD("sep=\na\n"), "sep=/a");
    assert_string_equal(TOLD("sep=ab;b\na;c\n"), "sep=ab|b/a|c");
    assert_string_equal(TOLD("\xef\xbb\xbfsep=;\na;b\n"), "a|b");
}

static void rows_end_as_any_system_ends_them(void **state)
{
    UNUSED(state);
    assert_string_equal(TOLD("a;b\r\n1;2\r\n"), "a|b/1|2");
    assert_string_equal(TOLD("a;b\r1;2\r"), "a|b/1|2");
    assert_string_equal(TOLD("a;b\n1;2"), "a|b/1|2");
    assert_string_equal(TOLD("a;b\n\n;\n\"\";\n1;2\n\n"), "a|b/1|2");
    assert_string_equal(TOLD("a;b\n\"1\r\n2\r3\n4\";5"), "a|b/1\n2\n3\n4|5");
    assert_string_equal(TOLD("a;b\n1;"), "a|b/1|");
    assert_string_equal(TOLD("a;b\n1;\"\""), "a|b/1|");
    assert_string_equal(TOLD(""), "");
    assert_string_equal(TOLD("\xef\xbb\xbf"), "");
    assert_string_equal(TOLD("\r\n\r\n"), "");
    assert_string_equal(TOLD("a"), "a");
}

static void encodings_are_told_apart(void **state)
{
    UNUSED(state);
    assert_string_equal(TOLD("a;\xc3\xa5\n"), "a|\xc3\xa5");
    assert_string_equal(TOLD("\xef\xbb\xbf\xc3\xa5;b\n"), "\xc3\xa5|b");
    assert_string_equal(TOLD("a;\xe5\x80\n"), "a|\xc3\xa5\xe2\x82\xac");
    assert_string_equal(TOLD("\xff\xfe"
                             "a\0;\0\xe5\0\n\0\x3d\xd8\x00\xde"),
                        "a|\xc3\xa5/\xf0\x9f\x98\x80");
    assert_string_equal(TOLD("\xfe\xff\0a\0;\0\xe5\0\n"), "a|\xc3\xa5");
    assert_string_equal(TOLD("a;b\n\xe5;\x81\n"), "a|b!2 it holds the byte 0x81, which Windows-1252 has not");
    assert_string_equal(TOLD("a;b\n1;\0\n"),
                        "a|b!2 it holds a NUL byte, so it is no text, or UTF-16 without a byte order mark");
    assert_string_equal(TOLD("a\0;\0b\0"),
                        "!1 it holds a NUL byte, so it is no text, or UTF-16 without a byte order mark");
    assert_string_equal(TOLD("\xff\xfe"
                             "a\0\n\0\0\0"),
                        "a!2 it holds a NUL character, so it is no text");
    assert_string_equal(TOLD("\xff\xfe\x00\xdc"), "!1 it holds half a character (a lone surrogate)");
    assert_string_equal(TOLD("\xff\xfe\x00\xd8x\0"), "!1 it holds half a character (a lone surrogate)");
    assert_string_equal(TOLD("\xff\xfe"
                             "a"),
                        "!1 it ends within a character");
    assert_string_equal(TOLD("\xef\xbb\xbf"
                             "a\xe5"),
                        "!1 it ends within a character");
    assert_string_equal(TOLD("\xef\xbb\xbf"
                             "a\xe5z\n"),
                        "!1 it is not all UTF-8, as its beginning or the mapping says");
}

static void quotes_that_do_not_fit_are_faults_with_their_line(void **state)
{
    UNUSED(state);
    assert_string_equal(TOLD("a;b\n1;\"2\n3;4\n"), "a|b!2 the quote that is opened in this line is not closed");
    assert_string_equal(TOLD("a;b\n\"1\n\n\"x;2\n"),
                        "a|b!4 text follows a closing quote in cell 1; a quote within quotes is written twice");
    assert_string_equal(TOLD("a;b\n1 \"x\";\"\"\"\"\n"), "a|b/1 \"x\"|\"");
}

/* ---- bounds */

static const char *fault_of(stock *s)
{
    row r;
    table_state state;
    table_begin(&t, read_stock, s, ENCODING_UNKNOWN, 0);
    while ((state = table_next(&t, &r)) == TABLE_ROW) continue;
    assert_int_equal(state, TABLE_FAULT);
    assert_true(t.text.capacity + t.cells.capacity < (size_t)20 << 20);
    table_end(&t);
    return t.fault;
}

static void a_file_without_end_is_refused_in_bounded_memory(void **state)
{
    UNUSED(state);
    stock quoted = {.at = "a;b\n\"x", .size = 6, .portion = 100, .repeated = UINT64_C(1) << 40};
    assert_non_null(strstr(fault_of(&quoted), "a cell is longer than 1048576 bytes"));
    stock plain_text = {.at = "a;b\nxx", .size = 6, .portion = 100, .repeated = UINT64_C(1) << 40};
    assert_non_null(strstr(fault_of(&plain_text), "a cell is longer than 1048576 bytes"));
    stock wide = {.at = "a;b\n1;", .size = 6, .portion = 100, .repeated = UINT64_C(1) << 40};
    assert_non_null(strstr(fault_of(&wide), "more than 4096 columns; is `;` the separator?"));
    stock quotes = {.at = "a;b\n\"\"", .size = 6, .portion = 100, .repeated = UINT64_C(1) << 40};
    assert_non_null(strstr(fault_of(&quotes), "a cell is longer than 1048576 bytes"));
    bytes large = {0};
    bytes_add_text(&large, "a;b\n");
    for (int i = 0; i < 10; i++) {
        char *cell = allocate(NULL, 1000000);
        memset(cell, 'x', 1000000);
        bytes_add(&large, cell, 1000000);
        bytes_add(&large, ";", 1);
        free(cell);
    }
    stock row_of_ten = {.at = large.at, .size = large.size, .portion = 100000};
    assert_non_null(strstr(fault_of(&row_of_ten), "the row is longer than 8388608 bytes"));
    bytes_free(&large);
}

static void the_limits_themselves_are_allowed(void **state)
{
    UNUSED(state);
    stock s;
    row r;
    bytes text = {0};
    for (unsigned i = 0; i < MOST_COLUMNS; i++) bytes_add(&text, i ? ";x" : "x", i ? 2 : 1);
    bytes_add_text(&text, "\n\"");
    for (size_t i = 0; i < LONGEST_CELL / 2; i++) bytes_add(&text, "\xc3\xa5", 2);
    bytes_add_text(&text, "\"\n");
    open_bytes(&s, text.at, text.size);
    assert_int_equal(table_next(&t, &r), TABLE_ROW);
    assert_int_equal(r.count, MOST_COLUMNS);
    assert_int_equal(table_next(&t, &r), TABLE_ROW);
    assert_int_equal(strlen(r.cells[0]), LONGEST_CELL);
    assert_int_equal(table_next(&t, &r), TABLE_OVER);
    table_end(&t);
    bytes_free(&text);
}

/* ---- any table in any dialect */

static uint64_t dice_state = UINT64_C(0x2545F4914F6CDD1D);

static size_t dice(size_t sides)
{
    dice_state ^= dice_state << 13;
    dice_state ^= dice_state >> 7;
    dice_state ^= dice_state << 17;
    return (size_t)(dice_state >> 11) % sides;
}

/* Characters by code point: those that mean something, and of one to four bytes. The first ones are in Windows-1252 too. */
static const uint32_t characters[] = {'a', 'b', '1',  ' ',  '.',  ',',    ';',    '\t',  '|',    '"',     '\n',
                                      '=', '-', 0xe5, 0xd6, 0xa0, 0x20ac, 0x201d, 0x3b1, 0x4e2d, 0x1f600, 0xfffd};
#define IN_WINDOWS 18u

static void put_as(bytes *out, encoding e, uint32_t c)
{
    if (e == ENCODING_UTF8) {
        put_character(out, c);
    } else if (e == ENCODING_WINDOWS) {
        unsigned char b = (unsigned char)c;
        for (unsigned i = 0; i < 32; i++) {
            if (c > 0xff && windows[i] == c) b = (unsigned char)(0x80 + i);
        }
        bytes_add(out, &b, 1);
    } else {
        uint32_t units_of[2] = {c, 0};
        if (c > 0xffff) units_of[0] = 0xd800 + ((c - 0x10000) >> 10), units_of[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
        for (int i = 0; i < 1 + (c > 0xffff); i++) {
            unsigned char two[2] = {(unsigned char)units_of[i], (unsigned char)(units_of[i] >> 8)};
            if (e == ENCODING_UTF16BE) two[0] = (unsigned char)(units_of[i] >> 8), two[1] = (unsigned char)units_of[i];
            bytes_add(out, two, 2);
        }
    }
}

typedef struct sample {
    uint32_t cells[12][6][24]; /* code points, ends with 0 */
    size_t rows, columns;
} sample;

static void invent(sample *s, size_t of)
{
    memset(s, 0, sizeof *s);
    s->rows = 2 + dice(11);
    s->columns = 2 + dice(5);
    for (size_t r = 0; r < s->rows; r++) {
        for (size_t c = 0; c < s->columns; c++) {
            size_t size = r == 0 || c == 0 ? 1 + dice(4) : dice(23);
            for (size_t i = 0; i < size; i++) {
                /* A heading without signs in it: which separator is meant can then be told. */
                s->cells[r][c][i] = r == 0 ? (uint32_t)('a' + dice(26)) : characters[dice(of)];
            }
            if (c == 0) s->cells[r][c][0] = 'k'; /* no row is empty */
        }
    }
}

static bool must_quote(const uint32_t *cell, char separator)
{
    for (size_t i = 0; cell[i]; i++) {
        if (cell[i] == '"' || cell[i] == '\n' || cell[i] == '\r' || cell[i] == (uint32_t)separator) return true;
    }
    return false;
}

static void write_sample(bytes *out, const sample *s, encoding e, bool mark, char separator, const char *line_end)
{
    bytes_clear(out);
    if (mark) put_as(out, e, 0xfeff);
    for (size_t r = 0; r < s->rows; r++) {
        for (size_t c = 0; c < s->columns; c++) {
            const uint32_t *cell = s->cells[r][c];
            bool quoted = must_quote(cell, separator) || dice(4) == 0;
            if (c) put_as(out, e, (uint32_t)separator);
            if (quoted) put_as(out, e, '"');
            for (size_t i = 0; cell[i]; i++) {
                for (const char *at = line_end; cell[i] == '\n' && *at; at++) put_as(out, e, (uint32_t)*at);
                if (cell[i] != '\n') put_as(out, e, cell[i]);
                if (cell[i] == '"') put_as(out, e, '"');
            }
            if (quoted) put_as(out, e, '"');
        }
        bool last = r + 1 == s->rows;
        for (const char *at = line_end; *at && !(last && dice(2)); at++) put_as(out, e, (uint32_t)*at);
    }
}

static void check_sample(const sample *s, const bytes *text, char separator, size_t portion)
{
    row r;
    bytes cell = {0};
    stock from = {.at = text->at, .size = text->size, .portion = portion};
    table_begin(&t, read_stock, &from, ENCODING_UNKNOWN, separator);
    for (size_t i = 0; i < s->rows; i++) {
        if (table_next(&t, &r) != TABLE_ROW) fail_msg("row %zu: %s in %s", i, t.fault, text->at);
        assert_int_equal(r.count, s->columns);
        for (size_t c = 0; c < s->columns; c++) {
            bytes_clear(&cell);
            for (size_t k = 0; s->cells[i][c][k]; k++) put_character(&cell, s->cells[i][c][k]);
            assert_string_equal(r.cells[c], cell.at);
        }
    }
    assert_int_equal(table_next(&t, &r), TABLE_OVER);
    table_end(&t);
    bytes_free(&cell);
}

static void any_table_is_read_as_it_was_written_in_any_dialect(void **state)
{
    UNUSED(state);
    static const char *const line_ends[] = {"\r\n", "\n", "\r"};
    static const char separators[] = {';', ',', '\t', '|'};
    static const size_t portions[] = {1, 7, 4096, SIZE_MAX};
    static const struct {
        encoding encoding;
        bool mark;
    } written[] = {{ENCODING_UTF8, false},
                   {ENCODING_UTF8, true},
                   {ENCODING_UTF16LE, true},
                   {ENCODING_UTF16BE, true},
                   {ENCODING_WINDOWS, false}};
    static sample s;
    bytes text = {0};
    int tables = 0;
    for (int i = 0; i < 4000; i++, tables++) {
        size_t w = dice(5);
        char separator = separators[dice(4)];
        bool windows_text = written[w].encoding == ENCODING_WINDOWS;
        invent(&s, windows_text ? IN_WINDOWS : sizeof characters / sizeof *characters);
        /* two letters that follow each other in no UTF-8 */
        if (windows_text) s.cells[1][1][0] = 0xe5, s.cells[1][1][1] = 'x', s.cells[1][1][2] = 0;
        write_sample(&text, &s, written[w].encoding, written[w].mark, separator, line_ends[dice(3)]);
        check_sample(&s, &text, separator, portions[dice(4)]);
    }
    print_message("# %d tables\n", tables);
    bytes_free(&text);
}

/* ---- values */

static const char *value_of(const value_form *form, const char *cell)
{
    static char *kept;
    json_t *value = NULL;
    bytes why = {0};
    free(kept);
    if (!convert(&value, form, cell, &why)) {
        kept = malloc(why.size + 2);
        assert_non_null(kept);
        sprintf(kept, "!%s", why.at);
    } else {
        kept = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15)) : strdup("nothing");
    }
    json_decref(value);
    bytes_free(&why);
    return kept;
}

static void numbers_are_read_as_people_write_them_or_refused(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text;
        char decimal;
        const char *value;
    } cases[] = {
        {"5", 0, "5.0"},
        {"1,5", 0, "1.5"},
        {"1.5", 0, "1.5"},
        {"1 234,5", 0, "1234.5"},
        {"1\xc2\xa0"
         "234\xc2\xa0"
         "567",
         0, "1234567.0"},
        {"1\xe2\x80\xaf"
         "234",
         0, "1234.0"},
        {"1'234.50", 0, "1234.5"},
        {"1.234.567", 0, "1234567.0"},
        {"1,234,567.8", 0, "1234567.8"},
        {"1.234,5", 0, "1234.5"},
        {"12345,678", 0, "12345.678"},
        {"0,125", 0, "0.125"},
        {"-1,5", 0, "-1.5"},
        {"+1,5", 0, "1.5"},
        {"\xe2\x88\x92"
         "3",
         0, "-3.0"},
        {"1E+05", 0, "100000.0"},
        {"1,5e3", 0, "1500.0"},
        {"007", 0, "7.0"},
        {" 5\xc2\xa0", 0, "5.0"},
        {"1,234", ',', "1.234"},
        {"1,234", '.', "1234.0"},
        {"1.234", ',', "1234.0"},
        {"1.234", '.', "1.234"},
        {"1.234,5", ',', "1234.5"},
        {"1,234", 0, "!can be read in two ways: say \"decimal\": \",\" or \".\" in the mapping"},
        {"1.234", 0, "!can be read in two ways: say \"decimal\": \",\" or \".\" in the mapping"},
        {"1.5", ',', "!is not a number"},
        {"1,5", '.', "!is not a number"},
        {"1,234.5", ',', "!is not a number"},
        {"1 23", 0, "!is not a number"},
        {"12 34,5", 0, "!is not a number"},
        {"1234 567", 0, "!is not a number"},
        {"1,5 000", 0, "!is not a number"},
        {"1.2.3", 0, "!is not a number"},
        {"1,,5", 0, "!is not a number"},
        {",5", 0, "!is not a number"},
        {"5,", 0, "!is not a number"},
        {"5 kr", 0, "!is not a number"},
        {"-", 0, "!is not a number"},
        {"--5", 0, "!is not a number"},
        {"1e", 0, "!is not a number"},
        {"0x10", 0, "!is not a number"},
        {"nan", 0, "!is not a number"},
        {"inf", 0, "!is not a number"},
        {"1e999", 0, "!is too large a number"},
        {"", 0, "nothing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const value_form form = {.as = CONVERT_NUMBER, .decimal = cases[i].decimal};
        if (strcmp(value_of(&form, cases[i].text), cases[i].value) != 0)
            fail_msg("`%s`: %s, not %s", cases[i].text, value_of(&form, cases[i].text), cases[i].value);
    }
}

static void integers_percentages_and_truth(void **state)
{
    UNUSED(state);
    const value_form whole = {.as = CONVERT_INTEGER}, part = {.as = CONVERT_PERCENT}, truth = {.as = CONVERT_BOOL};
    assert_string_equal(value_of(&whole, "1 234"), "1234");
    assert_string_equal(value_of(&whole, "3,0"), "3");
    assert_string_equal(value_of(&whole, "-9223372036854775808"), "-9223372036854775808");
    assert_string_equal(value_of(&whole, "9223372036854775808"), "!is not a whole number that can be kept");
    assert_string_equal(value_of(&whole, "3,5"), "!is not a whole number that can be kept");
    assert_string_equal(value_of(&whole, "1E+05"), "100000");
    assert_string_equal(value_of(&part, "62 %"), "0.62");
    assert_string_equal(value_of(&part, "62,5%"), "0.625");
    assert_string_equal(value_of(&part, "62"), "0.62");
    assert_string_equal(value_of(&part, "%"), "!is not a number");
    static const char *const yes[] = {"ja", "JA", "yes", "Sant", "SANT", "true", "TRUE", "x", "X", "1", " Ja "};
    static const char *const no[] = {"nej", "No", "FALSKT", "false", "0"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) assert_string_equal(value_of(&truth, yes[i]), "true");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) assert_string_equal(value_of(&truth, no[i]), "false");
    assert_string_equal(value_of(&truth, "kanske"), "!is neither yes nor no");
    assert_string_equal(value_of(&truth, "2"), "!is neither yes nor no");
    assert_string_equal(value_of(&truth, ""), "nothing");
}

static void times_are_read_by_their_form_only(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text, *format, *zone, *value;
    } cases[] = {
        {"2026-11-01", NULL, NULL, "\"2026-11-01\""},
        {"2026-11-01T08:30:00Z", NULL, NULL, "\"2026-11-01T08:30:00Z\""},
        {"2026-11-01 08:30:15,25+01:00", NULL, NULL, "\"2026-11-01T08:30:15.25+01:00\""},
        {"2026-11-01 08:30", NULL, "Z", "\"2026-11-01T08:30:00Z\""},
        {"2026-11-01 08:30", NULL, "+02:00", "\"2026-11-01T08:30:00+02:00\""},
        {"01/11/2026", "DD/MM/YYYY", NULL, "\"2026-11-01\""},
        {"11/01/2026", "MM/DD/YYYY", NULL, "\"2026-11-01\""},
        {"1.11.2026", "D.M.YYYY", NULL, "\"2026-11-01\""},
        {"20261101 0830", "YYYYMMDD hhmm", "Z", "\"2026-11-01T08:30:00Z\""},
        {"2024-02-29", NULL, NULL, "\"2024-02-29\""},
        {"01/11/2026", NULL, NULL,
         "!is not a time as 2026-11-01 or 2026-11-01T08:30:00Z; other forms are stated in the mapping"},
        {"2026-11-01 08:30", NULL, NULL, "!has no time zone: say \"zone\" in the mapping, as \"Europe/Stockholm\""},
        {"2026-02-29", NULL, NULL, "!is not in the calendar"},
        {"2026-11-01T24:00Z", NULL, NULL, "!is not in the calendar"},
        {"2026-13-01", NULL, NULL, "!is not in the calendar"},
        {"13/13/2026", "DD/MM/YYYY", NULL, "!is not in the calendar"},
        {"2026-11-01", "DD/MM/YYYY", NULL, "!is not a time of the form DD/MM/YYYY"},
        {"01/11/2026 ", "DD/MM/YYYY", NULL, "\"2026-11-01\""},
        {"01/11/20267", "DD/MM/YYYY", NULL, "!is not a time of the form DD/MM/YYYY"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const value_form form = {.as = CONVERT_TIME, .format = cases[i].format, .zone = cases[i].zone};
        if (strcmp(value_of(&form, cases[i].text), cases[i].value) != 0)
            fail_msg("`%s`: %s, not %s", cases[i].text, value_of(&form, cases[i].text), cases[i].value);
    }
}

static void clocks_of_a_zone_are_followed_over_summer_and_winter(void **state)
{
    UNUSED(state);
    const value_form form = {.as = CONVERT_TIME, .zone = "Europe/Stockholm"};
    if (!zone_is_known("Europe/Stockholm")) skip();
    assert_string_equal(value_of(&form, "2026-07-01 08:30"), "\"2026-07-01T08:30:00+02:00\"");
    assert_string_equal(value_of(&form, "2026-12-01 08:30"), "\"2026-12-01T08:30:00+01:00\"");
    assert_string_equal(value_of(&form, "2026-10-25 02:30"), "\"2026-10-25T02:30:00+02:00\""); /* the first of two */
    assert_string_equal(value_of(&form, "2026-03-29 02:30"),
                        "!is a time that the clocks of Europe/Stockholm leap over");
    assert_false(zone_is_known("Europe"));
    assert_false(zone_is_known("../../etc/passwd"));
    assert_false(zone_is_known(""));
}

static void durations_lists_and_words(void **state)
{
    UNUSED(state);
    const value_form span = {.as = CONVERT_DURATION}, hours = {.as = CONVERT_DURATION, .unit = "hours"};
    assert_string_equal(value_of(&span, "PT4H"), "\"PT4H\"");
    assert_string_equal(value_of(&span, "4 h"), "\"PT4H\"");
    assert_string_equal(value_of(&span, "2 Veckor"), "\"P14D\"");
    assert_string_equal(value_of(&span, "1 \xc3\xa5r"), "\"P1Y\"");
    assert_string_equal(value_of(&span, "6 m\xc3\xa5nader"), "\"P6M\"");
    assert_string_equal(value_of(&span, "1,5 tim"), "\"PT5400S\"");
    assert_string_equal(value_of(&span, "30 min"), "\"PT30M\"");
    assert_string_equal(value_of(&span, "30"), "!has no unit: say \"unit\" in the mapping, as \"hours\"");
    assert_string_equal(value_of(&span, "1,5 \xc3\xa5r"),
                        "!is a part of a month or year, which has no length of its own");
    assert_string_equal(value_of(&span, "4 parsec"), "!is not a duration as PT4H, 4 h or 4 timmar");
    assert_string_equal(value_of(&span, "h"), "!is not a number");
    assert_string_equal(value_of(&hours, "4"), "\"PT4H\"");
    assert_string_equal(value_of(&hours, "4 dagar"), "\"P4D\"");
    assert_string_equal(value_of(&hours, "99999999999"), "!is no duration that could be meant");
    json_t *words = json_pack("{s:i, s:s, s:n}", "H\xc3\xb6g", 3, "Ja", "set", "Vet ej");
    json_t *unknown = json_pack("[s, s]", "-", "n/a"), *none = json_array();
    const value_form list = {.as = CONVERT_LIST, .separator = ",", .empty = none, .unknown = unknown};
    const value_form table_of = {.words = words, .words_only = true, .unknown = unknown};
    const value_form mixed = {.as = CONVERT_INTEGER, .words = words};
    assert_string_equal(value_of(&list, "a, b ,,c"), "[\"a\",\"b\",\"c\"]");
    assert_string_equal(value_of(&list, ""), "[]");
    assert_string_equal(value_of(&list, " N/A"), "nothing");
    assert_string_equal(value_of(&table_of, "h\xc3\xb6g"), "3");
    assert_string_equal(value_of(&table_of, "ja"), "\"set\"");
    assert_string_equal(value_of(&table_of, "Vet ej"), "nothing");
    assert_string_equal(value_of(&table_of, "nej"), "!is not among the words of the mapping");
    assert_string_equal(value_of(&mixed, "7"), "7");
    const value_form whole = {.as = CONVERT_LIST, .of = CONVERT_INTEGER, .separator = "; "};
    assert_string_equal(value_of(&whole, "1; 2"), "[1,2]");
    assert_string_equal(value_of(&whole, "1; x"), "!is not a number");
    const value_form text = {.as = CONVERT_TEXT};
    assert_string_equal(value_of(&text, "=CMD()"), "\"=CMD()\"");
    json_decref(words);
    json_decref(unknown);
    json_decref(none);
}

/* ---- mappings */

static void a_mapping_that_is_wrong_is_refused_with_its_place(void **state)
{
    UNUSED(state);
    static const struct {
        const char *mapping, *why;
    } cases[] = {
        {"", "it is not JSON: line 1, column 0"},
        {"[]", "the mapping: must be an object"},
        {"{\"kind\":\"a\",\"kind\":\"b\"}", "it is not JSON"},
        {"{\"knd\":\"a\"}", "the mapping: there is no key `knd`; the keys are kind, subject"},
        {"{}", "kind: is missing"},
        {"{\"kind\":\"a\",\"subject\":5}", "subject: must be a text"},
        {"{\"kind\":\"a\",\"subject\":\"x:{y\"}", "subject: a column is written as {Name}"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"type\":\"boolean\"}}}",
         "fields.A.type: there is no type `boolean`"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"type\":\"bool\"}}}", "fields.A: needs \"to\""},
        {"{\"kind\":\"a\",\"fields\":{\"A\":\"x..y\"}}", "fields.A: needs \"to\""},
        {"{\"kind\":\"a\",\"fields\":{\"A\":5}}", "fields.A: must be an object"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":\"x\",\"B\":\"x\"}}", "fields: two columns go to the same field"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":\"x\",\"B\":\"x.y\"}}", "fields: two columns go to the same field"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"decimal\":\";\"}}}",
         "fields.A.decimal: must be \",\" or \".\""},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"format\":\"DD/MM\"}}}",
         "fields.A.format: the form `DD/MM` lacks the year, month or day"},
        {"{\"kind\":\"a\",\"format\":\"YYYY-MM-DD hh hh\"}", "format: the form `YYYY-MM-DD hh hh` has a part twice"},
        {"{\"kind\":\"a\",\"format\":\"YY-MM-DD\"}", "format: the form `YY-MM-DD` is not made of"},
        {"{\"kind\":\"a\",\"format\":\"YYYY-MM-DD mm\"}", "has minutes without hours"},
        {"{\"kind\":\"a\",\"zone\":\"Sweden\"}", "zone: there is no time zone `Sweden`"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"unit\":\"parsec\"}}}", "fields.A.unit: there is no unit"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"type\":\"list\",\"of\":\"list\"}}}",
         "fields.A.of: a list of lists"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"separator\":\"\"}}}", "fields.A.separator: must be a text"},
        {"{\"kind\":\"a\",\"fields\":{\"A\":{\"to\":\"x\",\"words\":[]}}}", "fields.A.words: must be an object"},
        {"{\"kind\":\"a\",\"pass_over\":{}}", "pass_over: must be a list"},
        {"{\"kind\":\"a\",\"pass_over\":[5]}", "pass_over: must be an object"},
        {"{\"kind\":\"a\",\"pass_over\":[{\"column\":\"A\"}]}", "pass_over: needs one of"},
        {"{\"kind\":\"a\",\"pass_over\":[{\"column\":\"A\",\"equals\":5}]}",
         "pass_over.equals: must be a list of texts"},
        {"{\"kind\":\"a\",\"census\":true}", "census: is of items"},
        {"{\"kind\":\"a\",\"item\":\"{A}\",\"observed\":\"{B}\",\"census\":true}", "census: is of one time"},
        {"{\"kind\":\"a\",\"encoding\":\"latin\"}", "encoding: must be"},
        {"{\"kind\":\"a\",\"separator\":\"\\\"\"}", "separator: must be"},
        {"{\"kind\":\"a\",\"skip\":-1}", "skip: must be"},
        {"{\"kind\":\"a\",\"columns\":[5]}", "columns: must be a list of texts"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mapping m;
        bytes why = {0};
        assert_false(mapping_read(&m, cases[i].mapping, &why));
        if (!strstr(why.at, cases[i].why)) fail_msg("%s: %s", cases[i].mapping, why.at);
        mapping_free(&m);
        bytes_free(&why);
    }
}

static char *record_of(const char *mapping_text, const char *const *heading, const char **cells, size_t count)
{
    mapping m;
    bytes why = {0};
    json_t *record = NULL;
    const row r = {.line = 2, .count = count, .cells = cells};
    if (mapping_read(&m, mapping_text, &why) && mapping_bind(&m, heading, count, &why)) {
        if (row_is_passed_over(&m, &r)) bytes_add_text(&why, "passed over");
        else record = row_to_record(&m, &r, &why);
    }
    char *out = record ? json_dumps(record, JSON_COMPACT) : strdup(why.at);
    json_decref(record);
    mapping_free(&m);
    bytes_free(&why);
    return out;
}

static void a_row_becomes_a_record(void **state)
{
    UNUSED(state);
    static const char *const heading[] = {" System ", "Konto", "Hemligt", "Datum"};
    const char *cells[] = {"l\xc3\xb6ner", " anna", "3", "01/10/2026"}, *gaps[] = {"", "", "3", "x"};
    static const struct {
        const char *mapping, *record;
        bool gaps;
    } cases[] = {
        {"{\"kind\":\"k\",\"subject\":\"system:{System}\",\"item\":\"{{{Konto}}}\",\"source\":\"s\",\"assurance\":\"stated\","
         "\"observed\":{\"column\":\"Datum\",\"format\":\"DD/MM/YYYY\"},"
         "\"set\":{\"class\":{\"integrity\":1}},\"fields\":{\"Hemligt\":[{\"to\":\"class.secrecy\",\"type\":\"integer\"},\"note\"]}}",
         "{\"kind\":\"k\",\"subject\":\"system:l\xc3\xb6ner\",\"item\":\"{anna}\",\"observed\":\"2026-10-01\",\"source\":\"s\","
         "\"assurance\":\"stated\",\"fields\":{\"class\":{\"integrity\":1,\"secrecy\":3},\"note\":\"3\"}}",
         false},
        {"{\"kind\":\"k\"}", "{\"kind\":\"k\",\"fields\":{}}", true},
        {"{\"kind\":\"k\",\"subject\":\"system:{System}\"}", "column `System` is empty, and is needed", true},
        {"{\"kind\":\"k\",\"observed\":{\"column\":\"Datum\"}}",
         "column `Datum`: `x` is not a time as 2026-11-01 or 2026-11-01T08:30:00Z; other forms are stated in the mapping",
         true},
        {"{\"kind\":\"k\",\"fields\":{\"Hemligt\":{\"to\":\"a\",\"type\":\"bool\"}}}",
         "column `Hemligt`: `3` is neither yes nor no", true},
        {"{\"kind\":\"k\",\"fields\":{\"Namn\":\"a\"}}",
         "there is no column `Namn`; the columns are `System`, `Konto`, `Hemligt`, `Datum`", true},
        {"{\"kind\":\"k\",\"pass_over\":[{\"column\":\"Konto\",\"empty\":true}]}", "passed over", true},
        {"{\"kind\":\"k\",\"pass_over\":[{\"column\":\"Konto\",\"empty\":true}]}", "{\"kind\":\"k\",\"fields\":{}}",
         false},
        {"{\"kind\":\"k\",\"pass_over\":[{\"column\":\"Konto\",\"equals\":[\"bo\",\"ANNA\"]}]}", "passed over", false},
        {"{\"kind\":\"k\",\"pass_over\":[{\"column\":\"Konto\",\"differs\":\"bo\"}]}", "passed over", false},
        {"{\"kind\":\"k\",\"pass_over\":[{\"column\":\"Konto\",\"differs\":\"anna\"}]}",
         "{\"kind\":\"k\",\"fields\":{}}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *record = record_of(cases[i].mapping, heading, cases[i].gaps ? gaps : cells, 4);
        assert_string_equal(record, cases[i].record);
        free(record);
    }
}

static void a_suggestion_is_a_mapping_that_fits_its_table(void **state)
{
    UNUSED(state);
    static const char text[] = "System;Antal \xc3\xa5r;Andel;Admin;Senast;\n"
                               "a;3;1,5;ja;2026-01-01;\nb;;2;nej;;\n";
    static const char *const heading[] = {"System", "Antal \xc3\xa5r", "Andel", "Admin", "Senast", ""};
    stock s;
    mapping m;
    bytes why = {0};
    open_bytes(&s, text, sizeof text - 1);
    json_t *suggested = suggest_mapping(&t);
    assert_non_null(suggested);
    char *told_text = json_dumps(suggested, JSON_COMPACT);
    assert_string_equal(
        told_text,
        "{\"kind\":\"KIND\",\"subject\":\"TYPE:{System}\",\"observed\":\"YYYY-MM-DD\",\"fields\":{\"System\":\"system\","
        "\"Antal \xc3\xa5r\":{\"to\":\"antal_ar\",\"type\":\"integer\"},\"Andel\":{\"to\":\"andel\",\"type\":\"number\"},"
        "\"Admin\":{\"to\":\"admin\",\"type\":\"bool\"},\"Senast\":{\"to\":\"senast\",\"type\":\"time\"}}}");
    assert_true(mapping_read(&m, told_text, &why));
    assert_true(mapping_bind(&m, heading, 6, &why));
    mapping_free(&m);
    free(told_text);
    json_decref(suggested);
    table_end(&t);
    bytes_free(&why);
}

static void a_census_counts_each_item_once(void **state)
{
    UNUSED(state);
    census c = {0};
    assert_int_equal(census_add(&c, "a", "x", 2), 0);
    assert_int_equal(census_add(&c, "b", "x", 3), 0);
    assert_int_equal(census_add(&c, "a", "x", 4), 2);
    c.items = MOST_ITEMS;
    assert_int_equal(census_add(&c, "a", "y", 5), -1);
    census_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_separator_is_found_over_quoted_text),
        cmocka_unit_test(rows_end_as_any_system_ends_them),
        cmocka_unit_test(encodings_are_told_apart),
        cmocka_unit_test(quotes_that_do_not_fit_are_faults_with_their_line),
        cmocka_unit_test(a_file_without_end_is_refused_in_bounded_memory),
        cmocka_unit_test(the_limits_themselves_are_allowed),
        cmocka_unit_test(any_table_is_read_as_it_was_written_in_any_dialect),
        cmocka_unit_test(numbers_are_read_as_people_write_them_or_refused),
        cmocka_unit_test(integers_percentages_and_truth),
        cmocka_unit_test(times_are_read_by_their_form_only),
        cmocka_unit_test(clocks_of_a_zone_are_followed_over_summer_and_winter),
        cmocka_unit_test(durations_lists_and_words),
        cmocka_unit_test(a_mapping_that_is_wrong_is_refused_with_its_place),
        cmocka_unit_test(a_row_becomes_a_record),
        cmocka_unit_test(a_suggestion_is_a_mapping_that_fits_its_table),
        cmocka_unit_test(a_census_counts_each_item_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
