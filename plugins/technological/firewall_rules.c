/* firewall_rules.c: counting rules and finding out whether what comes in is refused by default: by the policy of a chain on the
 * way in, or by a last rule in it that refuses everything. */
#include "firewall_rules.h"

#include "collect.h"

#include <jansson.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static void deny(filter_state *state, const char *nft_family)
{
    bool both = strcmp(nft_family, "inet") == 0;
    if (both || strcmp(nft_family, "ip") == 0) state->denies[FAMILY_IPV4] = true;
    if (both || strcmp(nft_family, "ip6") == 0) state->denies[FAMILY_IPV6] = true;
}

static bool of_chain(const json_t *rule, const json_t *chain)
{
    return strcmp(text_of(rule, "family"), text_of(chain, "family")) == 0 &&
           strcmp(text_of(rule, "table"), text_of(chain, "table")) == 0 &&
           strcmp(text_of(rule, "chain"), text_of(chain, "name")) == 0;
}

/* Nothing is matched, and the verdict is drop or reject. Counters and logs may stand beside it. */
static bool refuses_everything(const json_t *rule)
{
    const json_t *statements = json_object_get(rule, "expr");
    bool refuses = false;
    for (size_t i = 0; i < json_array_size(statements); i++) {
        const json_t *statement = json_array_get(statements, i);
        if (json_object_get(statement, "drop") || json_object_get(statement, "reject")) refuses = true;
        else if (!json_object_get(statement, "counter") && !json_object_get(statement, "log")) return false;
    }
    return refuses;
}

static bool last_rule_refuses(const json_t *list, const json_t *chain)
{
    const json_t *last = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *rule = json_object_get(json_array_get(list, i), "rule");
        if (rule != NULL && of_chain(rule, chain)) last = rule;
    }
    return last != NULL && refuses_everything(last);
}

bool filter_from_nft(filter_state *state, const char *json)
{
    json_t *whole = json_loads(json, 0, NULL);
    const json_t *list = json_object_get(whole, "nftables");
    if (!json_is_array(list)) {
        json_decref(whole);
        return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i), *chain = json_object_get(entry, "chain");
        if (json_object_get(entry, "rule") != NULL) state->rules++;
        bool way_in = strcmp(text_of(chain, "hook"), "input") == 0 && strcmp(text_of(chain, "type"), "filter") == 0;
        if (way_in && (strcmp(text_of(chain, "policy"), "drop") == 0 || last_rule_refuses(list, chain))) {
            deny(state, text_of(chain, "family"));
        }
    }
    json_decref(whole);
    return true;
}

/* "*filter", ":INPUT DROP [0:0]", "-A INPUT … -j ACCEPT" */
void filter_from_iptables(filter_state *state, char *text, family of)
{
    bool filter = false, last_refuses = false;
    for (char *rest = text, *line; (line = next_line(&rest)) != NULL;) {
        if (*line == '*') filter = strcmp(line, "*filter") == 0;
        if (filter && starts_with(line, ":INPUT DROP")) state->denies[of] = true;
        if (!starts_with(line, "-A ")) continue;
        state->rules++;
        if (filter && starts_with(line, "-A INPUT ")) {
            last_refuses = starts_with(line, "-A INPUT -j DROP") || starts_with(line, "-A INPUT -j REJECT");
        }
    }
    if (last_refuses) state->denies[of] = true;
}
