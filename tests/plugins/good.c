/* A function of every type, and kinds. */
#include <mognad/plugin.h>

#include <limits.h>
#include <math.h>
#include <string.h>

static int is_even(int64_t x)
{
    return x % 2 == 0;
}

static int negated(int x)
{
    return !x;
}

static int maybe(int64_t x)
{
    return (int)x; /* -1 is "no value"; what else is not 0 or 1 is a fault */
}

static int64_t twice(int64_t x)
{
    return x == 0 ? MOG_NO_INTEGER : 2 * x;
}

static double half(double x)
{
    return x / 2;
}

static double root(double x)
{
    return sqrt(x); /* of a negative number: no value */
}

static double reciprocal(double x)
{
    return 1 / x;
}

static const char *tail(const char *text)
{
    const char *colon = strchr(text, ':');
    return colon ? colon + 1 : NULL;
}

static const char *decomposed(void)
{
    return "a\xcc\x8a"; /* a letter and a combining ring */
}

static const char *broken_text(void)
{
    return "\xff\xfe";
}

static const char *long_text(void)
{
    static char text[100000];
    memset(text, 'a', sizeof text - 1);
    return text;
}

static int64_t next_day(int64_t time)
{
    return time + INT64_C(86400000000000);
}

static int64_t far_away(void)
{
    return INT64_MAX;
}

static int64_t between(int64_t from, int64_t to)
{
    return to - from;
}

static int64_t longer(int64_t duration)
{
    return duration + 1;
}

static double mixed(const char *text, int64_t integer, double number, int flag, int64_t time, int64_t duration)
{
    return (double)strlen(text) + (double)integer + number + flag + (double)time + (double)duration;
}

static const char kinds[] = "module plugin.good\nkind good_facts \"Good facts\" about host { count integer }\n";

MOG_PLUGIN("good", 3, 14,
           .functions = (const mog_function[]){MOG_FUNCTION(is_even, "Whether a number is even", bool, integer),
                                               MOG_FUNCTION(negated, "The opposite", bool, bool),
                                               MOG_FUNCTION(maybe, "A number as a bool", bool, integer),
                                               MOG_FUNCTION(twice, "Twice a number", integer, integer),
                                               MOG_FUNCTION(half, "Half of a number", number, number),
                                               MOG_FUNCTION(root, "The square root", number, number),
                                               MOG_FUNCTION(reciprocal, "One by a number", number, number),
                                               MOG_FUNCTION(tail, "What follows the colon", text, text),
                                               MOG_FUNCTION(decomposed, "Text that is not composed", text),
                                               MOG_FUNCTION(broken_text, "Text that is not UTF-8", text),
                                               MOG_FUNCTION(long_text, "Text that is too long", text),
                                               MOG_FUNCTION(next_day, "A day later", time, time),
                                               MOG_FUNCTION(far_away, "A time out of range", time),
                                               MOG_FUNCTION(between, "From one time to another", duration, time, time),
                                               MOG_FUNCTION(longer, "A little longer", duration, duration),
                                               MOG_FUNCTION(mixed, "The sum of all", number, text, integer, number,
                                                            bool, time, duration),
                                               {0}},
           .kinds = kinds);
