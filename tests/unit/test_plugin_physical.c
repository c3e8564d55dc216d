/* The functions of the plugin `physical`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "plugins/physical/distance.c"
#include "plugins/physical/fire.c"
#include "plugins/physical/power.c"

#define UNUSED(state) ((void)(state))

static void runtime_is_energy_over_load(void **state)
{
    UNUSED(state);
    assert_float_equal(ups_runtime_minutes(1000, 500, 1), 120, 1e-12);
    assert_float_equal(ups_runtime_minutes(2700, 900, 0.9), 162, 1e-9);
    assert_float_equal(ups_runtime_minutes(0, 500, 0.9), 0, 0);
    assert_float_equal(ups_runtime_minutes(1000, 500, 0), 0, 0);
}

static void figures_that_describe_no_ups_are_unknown(void **state)
{
    UNUSED(state);
    assert_true(isnan(ups_runtime_minutes(-1, 500, 0.9)));
    assert_true(isnan(ups_runtime_minutes(1000, 0, 0.9)));
    assert_true(isnan(ups_runtime_minutes(1000, -500, 0.9)));
    assert_true(isnan(ups_runtime_minutes(1000, 500, 1.01)));
    assert_true(isnan(ups_runtime_minutes(1000, 500, -0.1)));
    assert_true(isnan(ups_runtime_minutes(NAN, 500, 0.9)));
    assert_true(isnan(ups_runtime_minutes(1000, NAN, 0.9)));
    assert_true(isnan(ups_runtime_minutes(1000, 500, NAN)));
}

/* Great-circle distances between cities, as atlases and flight planners give them; within 0.6 per cent of the ellipsoid's. */
static void distances_are_those_of_an_atlas(void **state)
{
    UNUSED(state);
    static const struct {
        double place[4], km, within;
    } known[] = {
        {{59.3293, 18.0686, 57.7089, 11.9746}, 398, 3},    /* Stockholm, Göteborg */
        {{59.3293, 18.0686, 67.8558, 20.2253}, 955, 6},    /* Stockholm, Kiruna */
        {{48.8566, 2.3522, 51.5074, -0.1278}, 344, 2},     /* Paris, London */
        {{40.6413, -73.7781, 51.4700, -0.4543}, 5540, 15}, /* New York, London, by their airports */
        {{36.12, -86.67, 33.94, -118.40}, 2886.4, 1}, /* Nashville, Los Angeles: the common example of the formula */
        {{-33.8688, 151.2093, -36.8485, 174.7633}, 2156, 10}, /* Sydney, Auckland */
        {{0, 179.5, 0, -179.5}, 111.195, 0.001},              /* over the date line: one degree */
        {{90, 0, -90, 77}, 20015.114, 0.001},                 /* pole to pole */
        {{45, 10, 45, 10}, 0, 0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double *p = known[i].place;
        double km = distance_km(p[0], p[1], p[2], p[3]);
        if (!(fabs(km - known[i].km) <= known[i].within)) fail_msg("%zu: %.3f km", i, km);
        assert_true(distance_km(p[2], p[3], p[0], p[1]) == km);
    }
}

static void what_is_no_place_is_at_no_distance(void **state)
{
    UNUSED(state);
    assert_true(isnan(distance_km(90.1, 0, 0, 0)));
    assert_true(isnan(distance_km(0, -180.1, 0, 0)));
    assert_true(isnan(distance_km(0, 0, -91, 0)));
    assert_true(isnan(distance_km(0, 0, 0, 181)));
    assert_true(isnan(distance_km(NAN, 0, 0, 0)));
    assert_true(isnan(distance_km(0, 0, 0, INFINITY)));
}

static void fire_classes_give_their_minutes(void **state)
{
    UNUSED(state);
    static const struct {
        const char *text;
        int64_t minutes;
    } classes[] = {
        {"EI 60", 60},
        {"EI60", 60},
        {"EI-60", 60},
        {" ei 60 ", 60},
        {"REI90", 90},
        {"REI 120-M", 120},
        {"EI-60-C", 60},
        {"EI2 30-S200C5", 30},
        {"EI\xe2\x82\x82 30", 30},
        {"EI\xe2\x82\x81 60-C", 60},
        {"EI130", 30},
        {"EI1 30", 30},
        {"EI245", 45},
        {"EI120", 120},
        {"EI 240", 240},
        {"EI1120", 120},
        {"E 30", 30},
        {"E15", 15},
        {"EW 60", 60},
        {"REW 30", 30},
        {"RE 30", 30},
        {"EI 60 Sa C1", 60},
        {"EI30-C5S200", 30},
        {"EI 30-Sm", 30},
        {"R 60", 0},
        {"R120", 0},
        {"", MOG_NO_INTEGER},
        {"60", MOG_NO_INTEGER},
        {"A 60", MOG_NO_INTEGER},
        {"B30", MOG_NO_INTEGER},
        {"EI", MOG_NO_INTEGER},
        {"EI 61", MOG_NO_INTEGER},
        {"EI 0", MOG_NO_INTEGER},
        {"EI 60/EI 30", MOG_NO_INTEGER},
        {"EI 60 EI 30", MOG_NO_INTEGER},
        {"EI 60 door", MOG_NO_INTEGER},
        {"EI3 60", MOG_NO_INTEGER},
        {"E1 60", MOG_NO_INTEGER},
        {"IE 60", MOG_NO_INTEGER},
        {"EI 60000000000000000000", MOG_NO_INTEGER},
        {"EI -60x", MOG_NO_INTEGER},
        {"I 60", MOG_NO_INTEGER},
        {"EIW 60", MOG_NO_INTEGER},
        {"EI 60 minutes in all, after the latest inspection of the doors", MOG_NO_INTEGER},
        {"\xe2\x82", MOG_NO_INTEGER},
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        int64_t minutes = fire_minutes(classes[i].text);
        if (minutes != classes[i].minutes) fail_msg("%s: %lld", classes[i].text, (long long)minutes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runtime_is_energy_over_load),     cmocka_unit_test(figures_that_describe_no_ups_are_unknown),
        cmocka_unit_test(distances_are_those_of_an_atlas), cmocka_unit_test(what_is_no_place_is_at_no_distance),
        cmocka_unit_test(fire_classes_give_their_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
