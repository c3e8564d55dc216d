/* Any text as a CVSS vector, a crontab entry, a systemd timer and a fire class: no crash, and answers within their bounds. */
#include "plugins/physical/fire.c"
#include "plugins/technological/cron.c"
#include "plugins/technological/cvss.c"
#include "plugins/technological/cvss3.c"
#include "plugins/technological/cvss4.c"
#include "plugins/technological/on_calendar.c"
#include "plugins/technological/schedule.c"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_score(double score)
{
    if (!isnan(score) && !(score >= 0 && score <= 10)) abort();
}

static void check_gap(int64_t gap)
{
    if (gap != MOG_NO_INTEGER && !(gap >= SECOND && gap <= 41 * 366 * DAY)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    if (size > 0) memcpy(text, bytes, size);
    text[size] = '\0';
    check_score(cvss_severity(text));
    check_score(cvss_score(text));
    if (isnan(cvss_severity(text)) != isnan(cvss_score(text))) abort();
    check_gap(cron_longest_gap(text));
    check_gap(calendar_longest_gap(text));
    int64_t minutes = fire_minutes(text);
    if (minutes != MOG_NO_INTEGER && (minutes < 0 || minutes > 360)) abort();
    free(text);
    return 0;
}
