/* power.h: how long stored power lasts. */
#ifndef PHYSICAL_POWER_H
#define PHYSICAL_POWER_H

/* Minutes that a UPS carries its load: stored energy times efficiency, over the load. It is the upper bound: a battery
 * gives less than its rating at a heavy load, in the cold and with age, which is why a test of the real thing says more.
 * Unknown (NAN) where the figures describe no UPS: capacity below 0, load not above 0, efficiency outside 0..1. */
double ups_runtime_minutes(double capacity_wh, double load_w, double efficiency);

#endif
