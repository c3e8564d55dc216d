/* plugin.c: functions and the collector for the technological measures. */
#include "collect.h"
#include "cvss.h"

MOG_PLUGIN(
    "technological", 1, 0,
    .functions = (const mog_function[]){MOG_FUNCTION(cvss_severity, "Base score of a CVSS 3.1 vector", number, text),
                                        MOG_FUNCTION(cvss_rating,
                                                     "The word for a CVSS score: none, low, medium, high, critical",
                                                     text, number),
                                        {0}},
    .collectors = (const mog_collector[]){
        {"host", collect_host, "Accounts, settings, updates and services of the machine that it runs on", "host"},
        {0}});
