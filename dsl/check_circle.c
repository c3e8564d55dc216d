/* check_circle.c: modules that use each other in a circle.
 *
 * Found by walking along `use`, depth first. The way there is kept on a stack of our own, as it may be long.
 */
#include "dsl/check.h"

typedef struct step {
    const mog_module *module;
    const mog_use *use; /* the next to go along */
} step;

typedef enum walked { NOT_YET, ON_THE_WAY, DONE } walked;

static void report_circle(mog_check *check, const step *way, size_t count, const mog_module *back, mog_span span)
{
    enum { SHOWN = 12 };
    size_t from = count - 1;
    while (way[from].module != back) from--;
    mog_buffer circle = {0};
    for (size_t i = from; i < count; i++) {
        if (i - from == SHOWN && count - i > 1) {
            mog_buffer_format(&circle, "… uses ");
            i = count - 1;
        }
        mog_buffer_format(&circle, "%.*s uses ", MOG_SHOW(way[i].module->name.text));
    }
    mog_report(check->diagnostics, MOG_E0129, span,
               "modules in a circle: %s%.*s; put what they share into a module of its own", circle.at,
               MOG_SHOW(back->name.text));
    mog_buffer_free(&circle);
}

static const mog_module *find_module(const mog_check *check, const mog_use *use)
{
    if (use->plugin || !use->name.text.size) return NULL;
    int64_t at = mog_pool_find(&check->module_names, use->name.text.at, use->name.text.size);
    return at < 0 ? NULL : check->named_modules[at];
}

static void walk_from(mog_check *check, walked *state, step *way, const mog_module *start)
{
    size_t count = 1;
    way[0] = (step){start, start->uses};
    state[start->index] = ON_THE_WAY;
    while (count) {
        step *last = &way[count - 1];
        if (!last->use) {
            state[last->module->index] = DONE;
            count--;
            continue;
        }
        const mog_use *use = last->use;
        last->use = use->next;
        const mog_module *other = find_module(check, use);
        if (!other || state[other->index] == DONE) continue;
        if (state[other->index] == ON_THE_WAY) {
            report_circle(check, way, count, other, use->name.span);
            continue;
        }
        state[other->index] = ON_THE_WAY;
        way[count++] = (step){other, other->uses};
    }
}

void mog_check_circles(mog_check *check)
{
    walked *state = mog_take_array(check->arena, walked, check->module_count);
    step *way = mog_take_array(check->arena, step, check->module_count);
    for (uint32_t m = 0; m < check->module_count; m++) {
        if (state[m] == NOT_YET) walk_from(check, state, way, check->modules[m]);
    }
}
