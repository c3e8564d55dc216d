/* Any bytes as a table, and as the mapping for it: the mapping is what stands before the first NUL, the table what follows; without a NUL all of it
 * is the table, for a mapping that has everything. What is read must be UTF-8 without NUL, within the limits, and the same whatever portions it comes
 * in; what a record says must be JSON. */
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

static const char everything[] =
    "{\"kind\":\"k\",\"subject\":\"s:{a}\",\"item\":\"{b}\",\"observed\":{\"column\":\"c\"},\"zone\":\"+01:00\",\"unknown\":[\"-\"],"
    "\"fields\":{\"a\":{\"to\":\"x.a\",\"type\":\"number\"},\"b\":[{\"to\":\"x.b\",\"type\":\"integer\"},{\"to\":\"x.p\",\"type\":\"percent\"}],"
    "\"c\":{\"to\":\"x.c\",\"type\":\"duration\",\"unit\":\"h\"},\"d\":{\"to\":\"d\",\"type\":\"list\",\"of\":\"bool\"},"
    "\"e\":{\"to\":\"e\",\"words\":{\"u\":1},\"type\":\"time\",\"format\":\"DD/MM/YYYY hh:mm\"}},"
    "\"pass_over\":[{\"column\":\"a\",\"equals\":\"z\"}],\"columns\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}";

typedef struct stock {
    const uint8_t *at;
    size_t size, portion;
} stock;

static ssize_t read_stock(void *context, void *into, size_t size)
{
    stock *s = context;
    size_t some = s->size < s->portion ? s->size : s->portion;
    if (some > size) some = size;
    if (some) memcpy(into, s->at, some);
    s->at += some;
    s->size -= some;
    return (ssize_t)some;
}

/* FNV-1a over all cells, and how it ended. */
static uint64_t sum_of(const uint8_t *bytes_at, size_t size, size_t portion, const mapping *m)
{
    static table t;
    stock s = {bytes_at, size, portion};
    row r;
    table_state state;
    uint64_t sum = UINT64_C(0xcbf29ce484222325), before = 0;
    table_begin(&t, read_stock, &s, m ? m->encoding : ENCODING_UNKNOWN, m ? m->separator : 0);
    while ((state = table_next(&t, &r)) == TABLE_ROW) {
        if (r.count == 0 || r.count > MOST_COLUMNS || r.line <= before) abort();
        before = r.line;
        for (size_t i = 0; i < r.count; i++) {
            bool cut;
            size_t length = strlen(r.cells[i]);
            if (length > LONGEST_CELL || utf8_valid((const unsigned char *)r.cells[i], length, &cut) != length) abort();
            for (size_t k = 0; k <= length; k++) sum = (sum ^ (unsigned char)r.cells[i][k]) * UINT64_C(0x100000001b3);
        }
        if (!m || row_is_passed_over(m, &r)) continue;
        bytes why = {0};
        json_t *record = row_to_record(m, &r, &why);
        char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
        if (record ? text == NULL : why.size == 0) abort();
        free(text);
        json_decref(record);
        bytes_free(&why);
    }
    if (state == TABLE_FAULT && !t.fault[0]) abort();
    sum ^= state * 7u + t.fault_line;
    table_end(&t);
    return sum;
}

static void suggest_of(const uint8_t *bytes_at, size_t size)
{
    static table t;
    stock s = {bytes_at, size, SIZE_MAX};
    table_begin(&t, read_stock, &s, ENCODING_UNKNOWN, 0);
    json_t *suggested = suggest_mapping(&t);
    json_decref(suggested);
    table_end(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *given, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *given, size_t size)
{
    mapping m;
    bytes why = {0}, text = {0};
    const uint8_t *nul = size ? memchr(given, 0, size) : NULL;
    bool own = nul && given[0] == '{';
    size_t taken = own ? (size_t)(nul - given) + 1 : 0;
    if (own) bytes_add(&text, given, taken - 1);
    bool sound = mapping_read(&m, own ? text.at : everything, &why);
    if (!sound && why.size == 0) abort();
    if (sound && m.columns) {
        size_t count = json_array_size(m.columns);
        const char **names_of = allocate(NULL, count * sizeof *names_of);
        for (size_t i = 0; i < count; i++) names_of[i] = json_string_value(json_array_get(m.columns, i));
        sound = mapping_bind(&m, names_of, count, &why);
        free(names_of);
    } else {
        sound = false;
    }
    if (!own && !sound) abort();
    uint64_t whole = sum_of(given + taken, size - taken, SIZE_MAX, sound ? &m : NULL);
    if (sum_of(given + taken, size - taken, 1, sound ? &m : NULL) != whole) abort();
    suggest_of(given + taken, size - taken);
    mapping_free(&m);
    bytes_free(&why);
    bytes_free(&text);
    return 0;
}
