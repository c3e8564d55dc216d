/* plugin.c: functions and the collector for the technological measures. */
#include "certificate.h"
#include "collect.h"
#include "cvss.h"
#include "password.h"
#include "schedule.h"

MOG_PLUGIN(
    "technological", 1, 1,
    .functions =
        (const mog_function[]){
            MOG_FUNCTION(cvss_severity, "Base score of a CVSS 3.0, 3.1 or 4.0 vector", number, text),
            MOG_FUNCTION(cvss_score, "Score of a CVSS vector with all that it says of threat and surroundings", number,
                         text),
            MOG_FUNCTION(cvss_rating, "The word for a CVSS score: none, low, medium, high, critical", text, number),
            MOG_FUNCTION(
                password_strength,
                "Bits by which passwords withstand guessing (shortest length, classes, known ones refused, tries)",
                number, integer, integer, bool, integer),
            MOG_FUNCTION(certificate_expires, "When the first of the certificates in a PEM text expires", time, text),
            MOG_FUNCTION(certificate_begins, "From when all certificates in a PEM text are valid", time, text),
            MOG_FUNCTION(certificate_key_strength,
                         "Strength in bits of the weakest key of the certificates in a PEM text", integer, text),
            MOG_FUNCTION(certificate_count, "How many certificates a PEM text holds", integer, text),
            MOG_FUNCTION(cron_longest_gap, "Longest time between two runs of a crontab entry", duration, text),
            MOG_FUNCTION(calendar_longest_gap, "Longest time between two runs of a systemd timer's OnCalendar",
                         duration, text),
            {0}},
    .collectors = (const mog_collector[]){
        {"host", collect_host, "Accounts, settings, updates and services of the machine that it runs on", "host"},
        {0}});
