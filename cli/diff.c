/* diff.c: a unified diff by Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986). */
#include "cli/diff.h"

#include <stdlib.h>
#include <string.h>

#define AROUND 3        /* lines shown around a change */
#define MOST_EDITS 2000 /* the search takes memory by the square of them */

typedef struct line {
    mog_text text; /* with its newline, if it has one */
    uint64_t hash;
} line;

typedef struct lines {
    line *at;
    size_t count, capacity;
    bool *changed; /* left out of the one text, or new in the other */
} lines;

static void split(lines *all, mog_text text)
{
    for (size_t i = 0; i < text.size;) {
        const char *end = memchr(text.at + i, '\n', text.size - i);
        size_t size = end ? (size_t)(end - text.at) + 1 - i : text.size - i;
        mog_text one = {text.at + i, size};
        MOG_PUSH(all->at, all->count, all->capacity) = (line){one, mog_text_hash(one)};
        i += size;
    }
    all->changed = mog_allocate(all->count + 1);
    memset(all->changed, 0, all->count + 1);
}

static void release(lines *all)
{
    free(all->at);
    free(all->changed);
}

static bool same(const line *a, const line *b)
{
    return a->hash == b->hash && mog_text_equal(a->text, b->text);
}

/* ---- which lines changed */

/* Between what the texts begin and end with alike. */
typedef struct middle {
    const lines *a, *b;
    long start, a_size, b_size;
} middle;

static long follow(const middle *m, long x, long y)
{
    while (x < m->a_size && y < m->b_size && same(&m->a->at[m->start + x], &m->b->at[m->start + y])) x++, y++;
    return x;
}

/* For each number of edits d the furthest line of the first text that is reached on each diagonal -d to d. */
static int *row_of(int *furthest, long d)
{
    return furthest + d * d + d; /* rows have 2d + 1 places; this one is diagonal 0 */
}

/* The d-th edit, on diagonal k, is a line that is new: else one that is left out. */
static bool is_new(int *furthest, long d, long k)
{
    const int *before = row_of(furthest, d - 1);
    return k == -d || (k != d && before[k - 1] < before[k + 1]);
}

static void mark(const middle *m, int *furthest, long edits)
{
    long x = m->a_size, y = m->b_size;
    for (long d = edits; d > 0; d--) {
        long k = x - y;
        bool new = is_new(furthest, d, k);
        long before = new ? k + 1 : k - 1;
        x = row_of(furthest, d - 1)[before];
        y = x - before;
        if (new) m->b->changed[m->start + y] = true;
        else m->a->changed[m->start + x] = true;
    }
}

static bool advance(const middle *m, int *furthest, long d)
{
    for (long k = -d; k <= d; k += 2) {
        long x = 0;
        if (d > 0 && is_new(furthest, d, k)) x = row_of(furthest, d - 1)[k + 1];
        else if (d > 0) x = row_of(furthest, d - 1)[k - 1] + 1;
        x = follow(m, x, x - k);
        row_of(furthest, d)[k] = (int)x;
        if (x >= m->a_size && x - k >= m->b_size) return true;
    }
    return false;
}

static bool find(const middle *m)
{
    long most = m->a_size + m->b_size < MOST_EDITS ? m->a_size + m->b_size : MOST_EDITS, d = 0;
    int *furthest = mog_allocate((size_t)((most + 1) * (most + 1)) * sizeof *furthest);
    while (d <= most && !advance(m, furthest, d)) d++;
    if (d <= most) mark(m, furthest, d);
    free(furthest);
    return d <= most;
}

static void compare(lines *a, lines *b)
{
    size_t start = 0, a_end = a->count, b_end = b->count;
    while (start < a_end && start < b_end && same(&a->at[start], &b->at[start])) start++;
    while (a_end > start && b_end > start && same(&a->at[a_end - 1], &b->at[b_end - 1])) a_end--, b_end--;
    middle m = {a, b, (long)start, (long)(a_end - start), (long)(b_end - start)};
    if (find(&m)) return;
    memset(a->changed + start, true, a_end - start);
    memset(b->changed + start, true, b_end - start);
}

/* ---- writing */

/* What becomes of the lines, in order: '-' left out, '+' new, ' ' both have it. */
static char *edits_of(size_t *count, const lines *a, const lines *b)
{
    char *edits = mog_allocate(a->count + b->count + 1);
    size_t i = 0, j = 0, used = 0;
    while (i < a->count || j < b->count) {
        bool out = i < a->count && a->changed[i], new = !out &&j < b->count && b->changed[j];
        edits[used++] = out ? '-' : new ? '+' : ' ';
        i += !new;
        j += !out;
    }
    *count = used;
    return edits;
}

/* Past the last edit that belongs to the hunk of the change at `i`. */
static size_t hunk_end(const char *edits, size_t count, size_t i)
{
    size_t last = i;
    for (; i < count && i - last <= 2 * AROUND + 1; i++) {
        if (edits[i] != ' ') last = i;
    }
    return last + 1 + AROUND < count ? last + 1 + AROUND : count;
}

static void add_range(mog_buffer *out, char sign, size_t start, size_t count)
{
    mog_buffer_format(out, "%c%zu", sign, count ? start + 1 : start);
    if (count != 1) mog_buffer_format(out, ",%zu", count);
}

static void add_line(mog_buffer *out, char edit, mog_text text)
{
    mog_buffer_add(out, &edit, 1);
    mog_buffer_add_text(out, text);
    if (!mog_text_ends(text, MOG_TEXT("\n"))) mog_buffer_format(out, "\n\\ No newline at end of file\n");
}

/* From line `i` of the one text and `j` of the other. */
static void add_hunk(mog_buffer *out, const char *edits, size_t count, const line *a, const line *b, size_t i, size_t j)
{
    size_t of_a = 0, of_b = 0;
    for (size_t e = 0; e < count; e++) {
        of_a += edits[e] != '+';
        of_b += edits[e] != '-';
    }
    mog_buffer_format(out, "@@ ");
    add_range(out, '-', i, of_a);
    mog_buffer_format(out, " ");
    add_range(out, '+', j, of_b);
    mog_buffer_format(out, " @@\n");
    for (size_t e = 0; e < count; e++) {
        add_line(out, edits[e], edits[e] == '+' ? b[j].text : a[i].text);
        i += edits[e] != '+';
        j += edits[e] != '-';
    }
}

static void add_hunks(mog_buffer *out, const lines *a, const lines *b)
{
    size_t count, i = 0, j = 0, kept = 0; /* lines since the last hunk */
    char *edits = edits_of(&count, a, b);
    for (size_t e = 0; e < count;) {
        if (edits[e] == ' ') {
            e++, i++, j++, kept++;
            continue;
        }
        size_t around = kept < AROUND ? kept : AROUND, end = hunk_end(edits, count, e);
        add_hunk(out, edits + e - around, end - (e - around), a->at, b->at, i - around, j - around);
        for (; e < end; e++) {
            i += edits[e] != '+';
            j += edits[e] != '-';
        }
        kept = 0;
    }
    free(edits);
}

void cli_diff(mog_buffer *out, const char *path, mog_text before, mog_text after)
{
    if (mog_text_equal(before, after)) return;
    lines a = {0}, b = {0};
    split(&a, before);
    split(&b, after);
    compare(&a, &b);
    mog_buffer_format(out, "--- %s\n+++ %s\n", path, path);
    add_hunks(out, &a, &b);
    release(&a);
    release(&b);
}
