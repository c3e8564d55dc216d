/* The functions of the plugin `physical`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runtime_is_energy_over_load),
        cmocka_unit_test(figures_that_describe_no_ups_are_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
