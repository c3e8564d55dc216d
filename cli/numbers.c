#include "cli/numbers.h"

#include <stdlib.h>

mog_status cli_read_number(uint32_t *out, const cli_context *cli, const char *option, uint32_t most, mog_error *err)
{
    const char *text = cli_value(cli, option);
    if (!text) return MOG_OK;
    uint64_t value = 0;
    for (const char *at = text; *at || at == text; at++) {
        if (*at < '0' || *at > '9' || value > most)
            return cli_usage(err, cli, "--%s takes a whole number up to %u, not `%s`", option, most, text);
        value = 10 * value + (uint64_t)(*at - '0');
    }
    if (value > most) return cli_usage(err, cli, "--%s takes a whole number up to %u, not `%s`", option, most, text);
    *out = (uint32_t)value;
    return MOG_OK;
}

mog_status cli_read_percent(double *out, const cli_context *cli, const char *option, mog_error *err)
{
    const char *text = cli_value(cli, option);
    char *end = NULL;
    if (!text) return MOG_OK;
    double value = strtod(text, &end);
    while (*end == ' ' || *end == '%') end++;
    if (end == text || *end || !(value >= 0 && value <= 100))
        return cli_usage(err, cli, "--%s takes a percentage from 0 to 100, not `%s`", option, text);
    *out = value;
    return MOG_OK;
}
