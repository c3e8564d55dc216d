#include "engine/run/state.h"

#include "dsl/pool.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "mogstate"
#define VERSION 1u

/* ---- writing */

typedef struct writing {
    FILE *stream;
    const mog_assessment *assessment;
    mog_pool texts, lists;
} writing;

static void put_u32(FILE *stream, uint32_t number)
{
    for (int i = 0; i < 4; i++) putc((int)(number >> (8 * i) & 255), stream);
}

static void put_u64(FILE *stream, uint64_t number)
{
    for (int i = 0; i < 8; i++) putc((int)(number >> (8 * i) & 255), stream);
}

static uint32_t text_number(writing *w, mog_text text)
{
    return mog_pool_add(&w->texts, text.size ? text.at : "", text.size, NULL);
}

static uint32_t string_number(writing *w, const char *text)
{
    return text ? text_number(w, mog_text_of(text)) + 1 : 0;
}

static uint32_t list_number(writing *w, const mog_result *result)
{
    static const uint64_t none;
    return mog_pool_add(&w->lists, result->evidence_count ? result->evidence : &none,
                        result->evidence_count * sizeof(uint64_t), NULL);
}

/* Every text and list gets its number before anything is written. */
static void number_all(writing *w)
{
    const mog_assessment *a = w->assessment;
    text_number(w, (mog_text){0});
    for (uint32_t r = 0; r < a->policy->rule_count; r++) text_number(w, a->policy->rules[r].id);
    for (uint32_t s = 0; s < a->subject_count; s++) {
        const mog_assessed_subject *one = &a->subjects[s];
        const mog_text texts[] = {one->name, one->display, one->owner, one->part_of};
        for (size_t t = 0; t < 4; t++) text_number(w, texts[t]);
    }
    for (size_t i = 0; i < a->result_count; i++) {
        const mog_result *one = &a->results[i];
        list_number(w, one);
        string_number(w, one->reason);
        string_number(w, one->reason_sv);
        for (uint32_t f = 0; f < one->finding_count; f++) {
            string_number(w, one->findings[f]);
            if (one->findings_sv) string_number(w, one->findings_sv[f]);
        }
    }
}

static void put_pools(const writing *w)
{
    put_u32(w->stream, (uint32_t)w->texts.count);
    for (uint32_t t = 0; t < w->texts.count; t++) {
        mog_text text = w->texts.entries[t].key;
        put_u32(w->stream, (uint32_t)text.size);
        fwrite(text.at, 1, text.size, w->stream);
        putc(0, w->stream);
    }
    put_u32(w->stream, (uint32_t)w->lists.count);
    for (uint32_t l = 0; l < w->lists.count; l++) {
        mog_text list = w->lists.entries[l].key;
        put_u32(w->stream, (uint32_t)(list.size / sizeof(uint64_t)));
        for (size_t at = 0; at < list.size; at += sizeof(uint64_t)) {
            uint64_t id;
            memcpy(&id, list.at + at, sizeof id);
            put_u64(w->stream, id);
        }
    }
}

static void put_findings(writing *w, const char *const *findings, uint32_t count)
{
    put_u32(w->stream, findings ? count : 0);
    for (uint32_t f = 0; findings && f < count; f++) put_u32(w->stream, string_number(w, findings[f]) - 1);
}

static void put_result(writing *w, const mog_result *one)
{
    put_u32(w->stream, one->rule);
    put_u32(w->stream, one->subject);
    putc((int)one->verdict, w->stream);
    put_u64(w->stream, (uint64_t)one->achievement);
    put_u64(w->stream, (uint64_t)one->cap);
    put_u32(w->stream, string_number(w, one->reason));
    put_u32(w->stream, string_number(w, one->reason_sv));
    put_u32(w->stream, list_number(w, one));
    put_findings(w, one->findings, one->finding_count);
    put_findings(w, one->findings_sv, one->finding_count);
}

/* The assessment has them by rule, then subject. A counting sort by subject keeps the order of rules. */
static void put_results(writing *w)
{
    const mog_assessment *a = w->assessment;
    size_t *next = mog_allocate((a->subject_count + (size_t)1) * sizeof *next), at = 0;
    const mog_result **sorted = mog_allocate((a->result_count + 1) * sizeof *sorted);
    memset(next, 0, (a->subject_count + (size_t)1) * sizeof *next);
    for (size_t i = 0; i < a->result_count; i++) next[a->results[i].subject]++;
    for (uint32_t s = 0; s < a->subject_count; s++) {
        size_t count = next[s];
        next[s] = at;
        at += count;
    }
    for (size_t i = 0; i < a->result_count; i++) sorted[next[a->results[i].subject]++] = &a->results[i];
    put_u32(w->stream, (uint32_t)a->result_count);
    for (size_t i = 0; i < a->result_count; i++) put_result(w, sorted[i]);
    free(sorted);
    free(next);
}

void mog_state_write(FILE *stream, const mog_assessment *assessment)
{
    writing w = {.stream = stream, .assessment = assessment};
    number_all(&w);
    fwrite(MAGIC, 1, sizeof MAGIC - 1, stream);
    put_u32(stream, VERSION);
    put_pools(&w);
    put_u32(stream, assessment->policy->rule_count);
    for (uint32_t r = 0; r < assessment->policy->rule_count; r++)
        put_u32(stream, text_number(&w, assessment->policy->rules[r].id));
    put_u32(stream, assessment->subject_count);
    for (uint32_t s = 0; s < assessment->subject_count; s++) {
        const mog_assessed_subject *one = &assessment->subjects[s];
        const mog_text texts[] = {one->name, one->display, one->owner, one->part_of};
        for (size_t t = 0; t < 4; t++) put_u32(stream, text_number(&w, texts[t]));
        fwrite(one->classes, 1, 4, stream);
    }
    put_results(&w);
    mog_pool_free(&w.texts);
    mog_pool_free(&w.lists);
}

/* ---- reading */

typedef struct list {
    const uint64_t *at;
    uint32_t count;
} list;

typedef struct reading {
    mog_arena *arena;
    const uint8_t *at, *end;
    bool bad;
    mog_text *texts;
    list *lists;
    uint32_t text_count, list_count, rule_count, subject_count;
} reading;

static bool has(reading *r, size_t bytes)
{
    if ((size_t)(r->end - r->at) < bytes) r->bad = true;
    return !r->bad;
}

static uint64_t take_number(reading *r, int bytes)
{
    uint64_t number = 0;
    if (!has(r, (size_t)bytes)) return 0;
    for (int i = 0; i < bytes; i++) number |= (uint64_t)r->at[i] << (8 * i);
    r->at += bytes;
    return number;
}

static uint32_t take_u32(reading *r)
{
    return (uint32_t)take_number(r, 4);
}

/* A count of things that take at least so many bytes each: what cannot be there is not made room for. */
static uint32_t take_count(reading *r, size_t least)
{
    uint32_t count = take_u32(r);
    if (!r->bad && (size_t)(r->end - r->at) / least < count) r->bad = true;
    return r->bad ? 0 : count;
}

static void take_texts(reading *r)
{
    r->text_count = take_count(r, 5);
    r->texts = mog_take_array(r->arena, mog_text, r->text_count);
    for (uint32_t t = 0; t < r->text_count && !r->bad; t++) {
        uint32_t size = take_u32(r);
        if (!has(r, (size_t)size + 1)) return;
        r->texts[t] = (mog_text){(const char *)r->at, size};
        if (r->at[size] != 0 || memchr(r->at, 0, size)) r->bad = true;
        r->at += (size_t)size + 1;
    }
}

static void take_lists(reading *r)
{
    r->list_count = take_count(r, 4);
    r->lists = mog_take_array(r->arena, list, r->list_count);
    for (uint32_t l = 0; l < r->list_count && !r->bad; l++) {
        uint32_t count = take_count(r, 8);
        uint64_t *ids = mog_take_array(r->arena, uint64_t, count + (size_t)1);
        for (uint32_t i = 0; i < count; i++) ids[i] = take_number(r, 8);
        r->lists[l] = (list){ids, count};
    }
}

static mog_text text_at(reading *r, uint32_t number)
{
    if (number >= r->text_count) r->bad = true;
    return r->bad ? (mog_text){0} : r->texts[number];
}

static const char *string_at(reading *r, uint32_t number)
{
    return number ? text_at(r, number - 1).at : NULL;
}

static void take_rules(reading *r, const mog_policy *policy)
{
    r->rule_count = take_count(r, 4);
    if (r->rule_count != policy->rule_count) r->bad = true;
    for (uint32_t i = 0; i < r->rule_count && !r->bad; i++)
        if (!mog_text_equal(text_at(r, take_u32(r)), policy->rules[i].id)) r->bad = true;
}

static mog_previous_subject *take_subjects(reading *r)
{
    r->subject_count = take_count(r, 20);
    mog_previous_subject *subjects = mog_take_array(r->arena, mog_previous_subject, r->subject_count);
    for (uint32_t s = 0; s < r->subject_count && !r->bad; s++) {
        mog_assessed_subject *one = &subjects[s].told;
        mog_text *const texts[] = {&one->name, &one->display, &one->owner, &one->part_of};
        for (size_t t = 0; t < 4; t++) *texts[t] = text_at(r, take_u32(r));
        for (int c = 0; c < 4; c++) one->classes[c] = (uint8_t)take_number(r, 1);
        for (int c = 0; c < 4; c++) r->bad |= one->classes[c] > 3;
        if (s && !r->bad && mog_text_compare(subjects[s - 1].told.name, one->name) >= 0) r->bad = true;
    }
    return subjects;
}

static const char **take_findings(reading *r, uint32_t *count)
{
    *count = take_count(r, 4);
    if (!*count) return NULL;
    const char **findings = mog_take_array(r->arena, const char *, *count);
    for (uint32_t f = 0; f < *count; f++) findings[f] = text_at(r, take_u32(r)).at;
    return findings;
}

static void take_result(reading *r, mog_result *out)
{
    uint32_t findings_sv;
    out->rule = take_u32(r);
    out->subject = take_u32(r);
    uint64_t verdict = take_number(r, 1);
    out->achievement = (int64_t)take_number(r, 8);
    out->cap = (int64_t)take_number(r, 8);
    out->reason = string_at(r, take_u32(r));
    out->reason_sv = string_at(r, take_u32(r));
    uint32_t evidence = take_u32(r);
    out->findings = take_findings(r, &out->finding_count);
    out->findings_sv = take_findings(r, &findings_sv);
    bool sound = out->rule < r->rule_count && out->subject < r->subject_count && verdict < MOG_VERDICT_COUNT &&
                 evidence < r->list_count && out->achievement >= MOG_ACHIEVEMENT_NONE &&
                 out->achievement <= MOG_ACHIEVEMENT_ONE && out->cap >= 0 && out->cap <= MOG_ACHIEVEMENT_ONE &&
                 (!findings_sv || findings_sv == out->finding_count);
    if (!sound) r->bad = true;
    if (r->bad) return;
    out->verdict = (mog_verdict)verdict;
    out->evidence = r->lists[evidence].at;
    out->evidence_count = r->lists[evidence].count;
}

static void take_results(reading *r, mog_previous_subject *subjects)
{
    uint32_t count = take_count(r, 45);
    mog_result *results = mog_take_array(r->arena, mog_result, count);
    for (uint32_t i = 0; i < count && !r->bad; i++) {
        take_result(r, &results[i]);
        if (r->bad) return;
        const mog_result *before = i ? &results[i - 1] : NULL;
        bool sorted = !before || before->subject < results[i].subject ||
                      (before->subject == results[i].subject && before->rule < results[i].rule);
        if (!sorted) r->bad = true;
        mog_previous_subject *subject = &subjects[results[i].subject];
        if (!subject->count++) subject->results = &results[i];
    }
}

bool mog_state_read(mog_previous *out, mog_arena *arena, mog_text bytes, const mog_policy *policy)
{
    reading r = {.arena = arena, .at = (const uint8_t *)bytes.at, .end = (const uint8_t *)bytes.at + bytes.size};
    if (!mog_text_starts(bytes, MOG_TEXT(MAGIC))) return false;
    r.at += sizeof MAGIC - 1;
    if (take_u32(&r) != VERSION) return false;
    take_texts(&r);
    take_lists(&r);
    take_rules(&r, policy);
    mog_previous_subject *subjects = take_subjects(&r);
    if (!r.bad) take_results(&r, subjects);
    out->subjects = subjects;
    out->subject_count = r.subject_count;
    return !r.bad && r.at == r.end;
}
