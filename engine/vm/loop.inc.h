/* loop.inc.h: the machine's loop. Included by machine.c, and by trace.c with MOG_TRACE defined; not a header for others.
 *
 * mog_code_verify holds: operands are registers of the block, indexes lie inside the policy's tables, jumps land in the block, and no
 * path runs past its end. So nothing of that is looked at here.
 *
 * An unknown operand is passed on as it is, so the register still names the first instruction and record that did not know.
 * The budget is charged at jumps back, for the instructions jumped over, and by instructions whose work grows with a text or a
 * set; it is looked at where a block could otherwise go on for long: at jumps back and where memory is taken.
 */
#include <math.h>

#ifdef MOG_TRACE
#define TRACE_PARAMETERS , mog_trace *trace, void *trace_context
#define TELL(source_, element_)                                                                                        \
    do {                                                                                                               \
        const mog_element *told_ = (source_);                                                                          \
        trace(trace_context,                                                                                           \
              &(mog_trace_step){                                                                                       \
                  .at = HERE, .value = &r[i->dst], .element = (element_), .record = told_ ? told_->record : NULL});    \
    } while (0)
#else
#define TRACE_PARAMETERS
#define TELL(source_, element_) ((void)0)
#endif

#define CASE(name) op_##name:
#define HERE ((uint32_t)(i - code->at))
#define DISPATCH() goto *labels[i->op]
#define NEXT()                                                                                                         \
    do {                                                                                                               \
        i++;                                                                                                           \
        DISPATCH();                                                                                                    \
    } while (0)

/* The instruction's value, read from the record of the element `source` (NULL: from none). */
#define GIVE_FROM(source, ...)                                                                                         \
    do {                                                                                                               \
        r[i->dst] = (__VA_ARGS__);                                                                                     \
        TELL(source, NULL);                                                                                            \
        NEXT();                                                                                                        \
    } while (0)
#define GIVE(...) GIVE_FROM(NULL, __VA_ARGS__)
#define FAULT(fault_)                                                                                                  \
    do {                                                                                                               \
        out->fault = (fault_);                                                                                         \
        goto failed;                                                                                                   \
    } while (0)
#define CHARGE(cost) (budget -= (cost))
#define CHECK_BUDGET()                                                                                                 \
    do {                                                                                                               \
        if (budget < 0) FAULT(MOG_FAULT_BUDGET);                                                                       \
    } while (0)
#define JUMP()                                                                                                         \
    do {                                                                                                               \
        const mog_instruction *to_ = code->at + i->c;                                                                  \
        if (to_ <= i) {                                                                                                \
            CHARGE(i - to_ + 1);                                                                                       \
            CHECK_BUDGET();                                                                                            \
        }                                                                                                              \
        i = to_;                                                                                                       \
        DISPATCH();                                                                                                    \
    } while (0)

/* Operands that must be known. */
#define ONE()                                                                                                          \
    const mog_value *a = &r[i->a];                                                                                     \
    if (!a->known) GIVE(*a)
#define TWO()                                                                                                          \
    const mog_value *a = &r[i->a], *b = &r[i->b];                                                                      \
    if (!a->known) GIVE(*a);                                                                                           \
    if (!b->known) GIVE(*b)

/* Families of instructions that differ in an expression. */
#define TRUTH(name, ...)                                                                                               \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        GIVE(mog_value_truth(__VA_ARGS__));                                                                            \
    }
#define TEXTS(name, ...)                                                                                               \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        CHARGE(mog_cost_of_reading(a->n) + mog_cost_of_reading(b->n));                                                 \
        mog_text x = mog_text_of_value(a), y = mog_text_of_value(b);                                                   \
        GIVE(mog_value_truth(__VA_ARGS__));                                                                            \
    }
#define DURATIONS(name, relation)                                                                                      \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        GIVE(mog_value_truth(mog_duration_compare(mog_duration_of_value(a), mog_duration_of_value(b)) relation 0));    \
    }
#define INTEGERS(name, builtin)                                                                                        \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        int64_t result;                                                                                                \
        if (builtin(a->i, b->i, &result)) FAULT(MOG_FAULT_OVERFLOW);                                                   \
        GIVE(mog_value_integer(result));                                                                               \
    }
/* + 0.0 makes a negative zero positive, so that numbers that are equal are equal words, in sets and in print. */
#define NUMBERS(name, operator)                                                                                        \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        double result = a->d operator b->d;                                                                            \
        if (!isfinite(result)) FAULT(MOG_FAULT_NOT_FINITE);                                                            \
        GIVE((mog_value){.d = result + 0.0, .known = 1});                                                              \
    }
#define TIMES(name, function)                                                                                          \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        mog_time result;                                                                                               \
        if (!function(&result, a->i, mog_duration_of_value(b))) FAULT(MOG_FAULT_TIME_RANGE);                           \
        GIVE(mog_value_integer(result));                                                                               \
    }
#define DURATION_SUM(name, builtin)                                                                                    \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        mog_duration x = mog_duration_of_value(a), y = mog_duration_of_value(b), sum;                                  \
        if (builtin(x.ns, y.ns, &sum.ns) || builtin(x.months, y.months, &sum.months)) FAULT(MOG_FAULT_OVERFLOW);       \
        GIVE(mog_value_duration(sum));                                                                                 \
    }
/* Slot b of row r[a]. */
#define LOAD(name, ...)                                                                                                \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        ONE();                                                                                                         \
        const mog_element *of = s[i->a].element;                                                                       \
        if (!mog_row_has(a->row, i->b)) GIVE_FROM(of, missing(of, a->row, a->width, i->b, HERE));                      \
        const uint8_t *slot = mog_row_slot(a->row, a->width, i->b);                                                    \
        GIVE_FROM(of, __VA_ARGS__);                                                                                    \
    }
#define LOAD_MANY(name, width_, words_)                                                                                \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        ONE();                                                                                                         \
        const mog_element *of = s[i->a].element;                                                                       \
        if (!mog_row_has(a->row, i->b)) GIVE_FROM(of, missing(of, a->row, a->width, i->b, HERE));                      \
        const uint8_t *slot = mog_row_slot(a->row, a->width, i->b);                                                    \
        s[i->dst].element = of;                                                                                        \
        s[i->dst].words = (words_);                                                                                    \
        GIVE_FROM(                                                                                                     \
            of, (mog_value){.row = mog_slot_target(slot), .n = mog_slot_count(slot), .width = (width_), .known = 1});  \
    }
/* The next of an iterator; `it` is moved on and `at` is what it stood at. */
#define STEP()                                                                                                         \
    mog_cursor *it = &s[i->a];                                                                                         \
    if (it->left == 0) JUMP();                                                                                         \
    const uint8_t *at = it->at;                                                                                        \
    it->at = at + it->width;                                                                                           \
    it->left--
#define NEXT_OF_SET(name, ...)                                                                                         \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        STEP();                                                                                                        \
        GIVE_FROM(it->element, __VA_ARGS__);                                                                           \
    }
/* r[a] in the set r[b]: does a slot hold it? */
#define SET_HAS(name, ...)                                                                                             \
    CASE(name)                                                                                                         \
    {                                                                                                                  \
        TWO();                                                                                                         \
        CHARGE(b->n);                                                                                                  \
        bool has = false;                                                                                              \
        const uint8_t *slot = b->row;                                                                                  \
        for (uint32_t k = 0; k < b->n && !has; k++, slot += 8) has = (__VA_ARGS__);                                    \
        GIVE(mog_value_truth(has));                                                                                    \
    }
/* An instruction of build.c. */
#define BUILD(cost, ...)                                                                                               \
    do {                                                                                                               \
        mog_value made = {0};                                                                                          \
        out->fault = (__VA_ARGS__);                                                                                    \
        if (out->fault) goto failed;                                                                                   \
        CHARGE(cost);                                                                                                  \
        CHECK_BUDGET();                                                                                                \
        GIVE(made);                                                                                                    \
    } while (0)

static mog_value missing(const mog_element *of, const uint8_t *row, uint32_t words, uint32_t slot, uint32_t instruction)
{
    uint64_t mark = mog_row_mark(row, words, slot);
    mog_why why = mark == MOG_SLOT_ERASED ? MOG_WHY_ERASED : mark ? MOG_WHY_WITHHELD : MOG_WHY_MISSING;
    return mog_value_unknown(why, of ? of->record : NULL, instruction);
}

/* An element, for the rule whose records are stale by `stale_before`. */
static mog_value element(const mog_element *e, mog_time stale_before, uint32_t instruction)
{
    if (!e->record) return mog_value_unknown(MOG_WHY_UNRECORDED, e, instruction);
    if (e->record->observed < stale_before) return mog_value_unknown(MOG_WHY_STALE, e->record, instruction);
    return (mog_value){.at = e, .known = 1};
}

/* The elements of a `many` kind, of the subject at hand or of `other`. A census that is stale and that nothing but itself speaks for
 * says nothing. */
static mog_value list(const mog_current *current, const mog_other *other, mog_time stale_before, uint32_t instruction)
{
    if (!current->census && current->count == 0) return mog_value_unknown(MOG_WHY_NEVER, other, instruction);
    if (current->census && current->census->observed < stale_before) {
        uint32_t k = 0;
        while (k < current->count && !current->elements[k].record) k++;
        if (k == current->count) return mog_value_unknown(MOG_WHY_STALE, current->census, instruction);
    }
    return (mog_value){.at = current->elements, .n = current->count, .width = sizeof(mog_element), .known = 1};
}

static bool is_read(mog_machine *machine, const mog_other *other)
{
    return other->kinds || machine->others->read(machine->others->context, other);
}

/* Another subject that is come to. False: it cannot be read. */
static bool come_to(mog_machine *machine, const mog_other *other)
{
    if (!is_read(machine, other)) return false;
    MOG_PUSH(machine->reached, machine->reached_count, machine->reached_capacity) = other;
    return true;
}

static mog_value subject(const mog_other *other, uint32_t instruction)
{
    if (!other->recorded) return mog_value_unknown(MOG_WHY_ABSENT, other, instruction);
    return (mog_value){.at = other, .known = 1};
}

/* A row of `fields` slots takes fields + ceil(fields / 64) words of 8 bytes; from that, its presence words. */
static uint16_t presence_words(uint32_t width)
{
    return (uint16_t)((width / 8 + 64) / 65);
}

static void run(mog_outcome *out, mog_machine *machine, const mog_code *code, const mog_subject_table *table,
                mog_say *say, void *say_context TRACE_PARAMETERS)
{
    static const void *const labels[MOG_OP_COUNT] = {
#define OP(name, form, text) &&op_##name,
        MOG_OPCODES(OP)
#undef OP
    };
    mog_machine_fit(machine, code->registers);
    mog_value *r = machine->registers;
    mog_cursor *s = machine->cursors;
    const mog_policy *policy = machine->policy;
    const mog_instruction *i = code->at;
    int64_t budget = (int64_t)MOG_INSTRUCTION_BUDGET;
    uint64_t steps = 0;
    out->fault = MOG_FAULT_NONE;
    out->detail[0] = '\0';
    DISPATCH();

    /* ---- going on */

    CASE(END)
    {
        /* A block of findings has no result, and its END need not name a register. */
        out->at = HERE;
        out->value = i->a < code->registers ? r[i->a] : (mog_value){0};
        return;
    }
    CASE(JUMP)
    {
        JUMP();
    }
    CASE(JUMP_TRUE)
    {
        if (r[i->a].known && r[i->a].i) JUMP();
        NEXT();
    }
    CASE(JUMP_FALSE)
    {
        if (r[i->a].known && !r[i->a].i) JUMP();
        NEXT();
    }
    CASE(JUMP_KNOWN)
    {
        if (r[i->a].known) JUMP();
        NEXT();
    }
    CASE(JUMP_UNKNOWN)
    {
        if (!r[i->a].known) JUMP();
        NEXT();
    }
    CASE(FINDING)
    {
        static const mog_text unknown = {"(unknown)", 9};
        if (say) say(say_context, r[i->a].known ? mog_text_of_value(&r[i->a]) : unknown);
        NEXT();
    }

    /* ---- values that come from nowhere else */

    CASE(CONST)
    {
        GIVE(policy->constants[i->b]);
    }
    CASE(NOTHING)
    {
        GIVE(mog_value_unknown(MOG_WHY_EMPTY, NULL, HERE));
    }
    CASE(COPY)
    {
        s[i->dst] = s[i->a];
        GIVE(r[i->a]);
    }
    CASE(TAINT)
    {
        if (!r[i->dst].known || r[i->a].known) NEXT();
        GIVE(r[i->a]);
    }
    CASE(NOW)
    {
        GIVE(mog_value_integer(machine->clock));
    }
    CASE(SUBJECT_ID)
    {
        GIVE(mog_value_text(table->subject));
    }
    CASE(SUBJECT_TAIL)
    {
        GIVE(mog_value_text(table->tail));
    }

    /* ---- records and rows */

    CASE(RECORD)
    {
        const mog_current *current = &table->kinds[i->a];
        const mog_element *e = current->count ? current->elements : NULL;
        s[i->dst].element = e;
        s[i->dst].words = (uint16_t)policy->kinds[i->a]->row.words;
        r[i->dst] = e ? element(e, machine->stale_before[i->b], HERE) : mog_value_unknown(MOG_WHY_NEVER, NULL, HERE);
        TELL(e, e);
        NEXT();
    }
    CASE(LIST)
    {
        s[i->dst].element = NULL;
        s[i->dst].stale_before = machine->stale_before[i->b];
        s[i->dst].words = (uint16_t)policy->kinds[i->a]->row.words;
        CHARGE(table->kinds[i->a].count / 64);
        GIVE(list(&table->kinds[i->a], NULL, machine->stale_before[i->b], HERE));
    }
    CASE(ROW)
    {
        ONE();
        const mog_element *e = a->at;
        s[i->dst].element = e;
        GIVE_FROM(e, (mog_value){.row = e->row, .width = s[i->a].words, .known = 1});
    }
    CASE(ITEM)
    {
        const mog_element *e = s[i->a].element;
        if (!e) GIVE(r[i->a]);
        GIVE_FROM(e, mog_value_text(e->item));
    }
    CASE(OBSERVED)
    {
        const mog_element *e = s[i->a].element;
        if (!e || !e->record) GIVE(r[i->a]);
        GIVE_FROM(e, mog_value_integer(e->record->observed));
    }
    LOAD(LOAD_WORD, mog_value_integer((int64_t)mog_load_word(slot)))
    LOAD(LOAD_TEXT, mog_value_text(mog_slot_text(slot)))
    LOAD(LOAD_DURATION, mog_value_duration(mog_slot_duration(slot)))
    LOAD_MANY(LOAD_LIST, (uint16_t)i->c, presence_words(i->c))
    LOAD_MANY(LOAD_SET, 8, 0)

    /* ---- other subjects */

    CASE(OWN)
    {
        if (!machine->others) FAULT(MOG_FAULT_OTHERS);
        const mog_other *other = machine->others->find(machine->others->context, table->subject);
        s[i->dst].at = other;
        GIVE((mog_value){.at = other, .known = 1});
    }
    CASE(SUBJECT)
    {
        const mog_value a = r[i->a];
        s[i->dst].at = NULL;
        if (!a.known) GIVE(a);
        CHARGE(MOG_COST_OF_SUBJECT);
        CHECK_BUDGET();
        if (!machine->others) FAULT(MOG_FAULT_OTHERS);
        const mog_other *other = machine->others->find(machine->others->context, mog_text_of_value(&a));
        if (!come_to(machine, other)) FAULT(MOG_FAULT_OTHERS);
        s[i->dst].at = other;
        GIVE(subject(other, HERE));
    }
    CASE(RELATED)
    {
        ONE();
        const mog_other *of = a->at;
        mog_value names = {.known = 1, .width = sizeof(mog_text)};
        if (!machine->others) FAULT(MOG_FAULT_OTHERS);
        s[i->dst].element = NULL;
        names.at = machine->others->related(machine->others->context, i->b, of->subject, &names.n);
        CHARGE(names.n / 64);
        GIVE(names);
    }
    CASE(ID_OF)
    {
        const mog_other *of = s[i->a].at;
        if (!of) GIVE(r[i->a]);
        GIVE(mog_value_text(of->subject));
    }
    CASE(TAIL_OF)
    {
        const mog_other *of = s[i->a].at;
        if (!of) GIVE(r[i->a]);
        GIVE(mog_value_text(of->tail));
    }
    CASE(RECORD_OF)
    {
        const mog_value a = r[i->a];
        s[i->dst].element = NULL;
        if (!a.known) GIVE(a);
        const mog_other *of = a.at;
        if (!is_read(machine, of)) FAULT(MOG_FAULT_OTHERS);
        const mog_current *current = &of->kinds[i->b];
        const mog_element *e = current->count ? current->elements : NULL;
        s[i->dst].element = e;
        s[i->dst].words = (uint16_t)policy->kinds[policy->reached[i->b]]->row.words;
        r[i->dst] = e ? element(e, machine->stale_before[i->c], HERE) : mog_value_unknown(MOG_WHY_NEVER, of, HERE);
        TELL(e, e);
        NEXT();
    }
    CASE(LIST_OF)
    {
        const mog_value a = r[i->a];
        s[i->dst].element = NULL;
        if (!a.known) GIVE(a);
        const mog_other *of = a.at;
        if (!is_read(machine, of)) FAULT(MOG_FAULT_OTHERS);
        s[i->dst].stale_before = machine->stale_before[i->c];
        s[i->dst].words = (uint16_t)policy->kinds[policy->reached[i->b]]->row.words;
        CHARGE(of->kinds[i->b].count / 64);
        GIVE(list(&of->kinds[i->b], of, machine->stale_before[i->c], HERE));
    }

    /* ---- loops */

    CASE(BEGIN)
    {
        s[i->dst] = (mog_cursor){.element = s[i->a].element,
                                 .at = r[i->a].at,
                                 .stale_before = s[i->a].stale_before,
                                 .left = r[i->a].known ? r[i->a].n : 0,
                                 .width = r[i->a].width,
                                 .words = s[i->a].words};
        r[i->dst] = r[i->a];
        NEXT();
    }
    CASE(NEXT_RECORD)
    {
        STEP();
        const mog_element *e = (const void *)at;
        s[i->dst].element = e;
        s[i->dst].words = it->words;
        r[i->dst] = element(e, it->stale_before, HERE);
        TELL(e, e);
        NEXT();
    }
    CASE(NEXT_SUBJECT)
    {
        STEP();
        CHARGE(MOG_COST_OF_SUBJECT);
        CHECK_BUDGET();
        const mog_other *other = machine->others->find(machine->others->context, *(const mog_text *)(const void *)at);
        if (!come_to(machine, other)) FAULT(MOG_FAULT_OTHERS);
        s[i->dst].element = NULL;
        s[i->dst].at = other;
        GIVE(subject(other, HERE));
    }
    CASE(NEXT_ROW)
    {
        STEP();
        s[i->dst].element = it->element;
        GIVE_FROM(it->element, (mog_value){.row = at, .width = it->words, .known = 1});
    }
    NEXT_OF_SET(NEXT_WORD, mog_value_integer((int64_t)mog_load_word(at)))
    NEXT_OF_SET(NEXT_TEXT, mog_value_text(mog_slot_text(at)))
    NEXT_OF_SET(NEXT_DURATION, mog_value_duration(mog_slot_duration(at)))

    /* ---- logic */

    CASE(NOT)
    {
        ONE();
        GIVE(mog_value_truth(!a->i));
    }
    CASE(AND)
    {
        const mog_value *a = &r[i->a], *b = &r[i->b];
        if (a->known && !a->i) GIVE(*a);
        if (b->known && !b->i) GIVE(*b);
        GIVE(a->known ? *b : *a);
    }
    CASE(OR)
    {
        const mog_value *a = &r[i->a], *b = &r[i->b];
        if (a->known && a->i) GIVE(*a);
        if (b->known && b->i) GIVE(*b);
        GIVE(a->known ? *b : *a);
    }
    CASE(IS_KNOWN)
    {
        GIVE(mog_value_truth(r[i->a].known));
    }

    /* ---- comparisons */

    TRUTH(EQ_WORD, a->i == b->i)
    TRUTH(NE_WORD, a->i != b->i)
    TRUTH(LT_WORD, a->i < b->i)
    TRUTH(LE_WORD, a->i <= b->i)
    TRUTH(EQ_NUMBER, a->d == b->d)
    TRUTH(NE_NUMBER, a->d != b->d)
    TRUTH(LT_NUMBER, a->d < b->d)
    TRUTH(LE_NUMBER, a->d <= b->d)
    TEXTS(EQ_TEXT, mog_text_equal(x, y))
    TEXTS(NE_TEXT, !mog_text_equal(x, y))
    TEXTS(LT_TEXT, mog_text_compare(x, y) < 0)
    TEXTS(LE_TEXT, mog_text_compare(x, y) <= 0)
    DURATIONS(EQ_DURATION, ==)
    DURATIONS(NE_DURATION, !=)
    DURATIONS(LT_DURATION, <)
    DURATIONS(LE_DURATION, <=)

    /* ---- arithmetic */

    CASE(INTEGER_NUMBER)
    {
        ONE();
        GIVE((mog_value){.d = (double)a->i, .known = 1});
    }
    INTEGERS(ADD_INTEGER, __builtin_add_overflow)
    INTEGERS(SUBTRACT_INTEGER, __builtin_sub_overflow)
    INTEGERS(MULTIPLY_INTEGER, __builtin_mul_overflow)
    CASE(NEGATE_INTEGER)
    {
        ONE();
        int64_t result;
        if (__builtin_sub_overflow(INT64_C(0), a->i, &result)) FAULT(MOG_FAULT_OVERFLOW);
        GIVE(mog_value_integer(result));
    }
    NUMBERS(ADD_NUMBER, +)
    NUMBERS(SUBTRACT_NUMBER, -)
    NUMBERS(MULTIPLY_NUMBER, *)
    CASE(DIVIDE_NUMBER)
    {
        TWO();
        if (b->d == 0) FAULT(MOG_FAULT_DIVISION);
        double result = a->d / b->d;
        if (!isfinite(result)) FAULT(MOG_FAULT_NOT_FINITE);
        GIVE((mog_value){.d = result + 0.0, .known = 1});
    }
    CASE(NEGATE_NUMBER)
    {
        ONE();
        GIVE((mog_value){.d = 0.0 - a->d, .known = 1});
    }

    /* ---- times and durations */

    TIMES(TIME_ADD, mog_time_add)
    TIMES(TIME_SUBTRACT, mog_time_subtract)
    INTEGERS(TIME_DIFFERENCE, __builtin_sub_overflow) /* nanoseconds, no months: the same bits */
    DURATION_SUM(ADD_DURATION, __builtin_add_overflow)
    DURATION_SUM(SUBTRACT_DURATION, __builtin_sub_overflow)
    CASE(MULTIPLY_DURATION)
    {
        TWO();
        mog_duration x = mog_duration_of_value(a), product;
        if (__builtin_mul_overflow(x.ns, b->i, &product.ns) ||
            __builtin_mul_overflow(x.months, b->i, &product.months)) {
            FAULT(MOG_FAULT_OVERFLOW);
        }
        GIVE(mog_value_duration(product));
    }
    CASE(NEGATE_DURATION)
    {
        ONE();
        mog_duration x = mog_duration_of_value(a), negated;
        if (__builtin_sub_overflow(0, x.ns, &negated.ns) || __builtin_sub_overflow(0, x.months, &negated.months)) {
            FAULT(MOG_FAULT_OVERFLOW);
        }
        GIVE(mog_value_duration(negated));
    }

    /* ---- texts and sets */

    TEXTS(CONTAINS, mog_text_contains(x, y))
    TEXTS(STARTS, mog_text_starts(x, y))
    TEXTS(ENDS, mog_text_ends(x, y))
    CASE(LENGTH)
    {
        ONE();
        CHARGE(mog_cost_of_reading(a->n));
        GIVE(mog_value_integer((int64_t)mog_text_code_points(mog_text_of_value(a))));
    }
    CASE(LOWER)
    {
        ONE();
        BUILD(mog_cost_of_building(made.n), mog_build_lower(machine, &made, a));
    }
    CASE(CONCAT)
    {
        TWO();
        BUILD(mog_cost_of_building(made.n), mog_build_concat(machine, &made, a, b));
    }
    CASE(FORMAT)
    {
        const mog_format *format = &policy->formats[i->b];
        BUILD(mog_cost_of_building(made.n), mog_build_format(machine, &made, &r[i->a], format));
    }
    CASE(MATCHES)
    {
        ONE();
        BUILD(mog_cost_of_steps(steps) + mog_cost_of_reading(a->n),
              mog_build_match(machine, &made, a, i->b, &steps, out->detail, sizeof out->detail));
    }
    SET_HAS(SET_HAS_WORD, (int64_t)mog_load_word(slot) == a->i)
    SET_HAS(SET_HAS_TEXT, mog_text_equal(mog_slot_text(slot), mog_text_of_value(a)))
    SET_HAS(SET_HAS_DURATION, mog_duration_compare(mog_slot_duration(slot), mog_duration_of_value(a)) == 0)

    CASE(CALL)
    {
        for (uint32_t k = 0; k < i->c; k++) {
            if (!r[i->b + k].known) GIVE(r[i->b + k]);
        }
        mog_value made = {0};
        out->fault = mog_build_call(machine, &made, i->a, &r[i->b], out->detail, sizeof out->detail);
        if (out->fault) goto failed;
        mog_type_tag result = policy->functions[i->a].result;
        bool is_text = made.known && (result == MOG_TYPE_TEXT || result == MOG_TYPE_REFERENCE);
        CHARGE(MOG_COST_OF_CALL + (is_text ? mog_cost_of_building(made.n) : 0));
        CHECK_BUDGET();
        if (!made.known) made.n = HERE;
        GIVE(made);
    }

failed:
    out->at = HERE;
    out->value = (mog_value){0};
}
