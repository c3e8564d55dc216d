/* firewall_rules.h: what a set of packet-filter rules comes to. */
#ifndef TECHNOLOGICAL_FIREWALL_RULES_H
#define TECHNOLOGICAL_FIREWALL_RULES_H

#include <stdbool.h>
#include <stdint.h>

typedef enum family { FAMILY_IPV4, FAMILY_IPV6, FAMILIES } family;

typedef struct filter_state {
    int64_t rules;
    bool denies[FAMILIES]; /* what comes in is refused unless a rule lets it through */
} filter_state;

/* From `nft -j list ruleset` (libnftables-json(5)); false if it is not that. */
bool filter_from_nft(filter_state *state, const char *json);
/* From iptables-save or ip6tables-save. The text is cut up. */
void filter_from_iptables(filter_state *state, char *text, family of);

#endif
