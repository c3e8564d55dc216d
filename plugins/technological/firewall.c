/* firewall.c: the rules of the kernel's packet filter, as nft lists them, or iptables-save where there is no nft. Only root may
 * ask. What a network around the machine filters is not seen here. */
#include "collect.h"
#include "firewall_rules.h"

#include <stdlib.h>
#include <string.h>

/* Without addresses of IPv6 nobody comes in that way. The loopback interface alone does not count. */
static bool reachable_by_ipv6(const machine *m)
{
    char *text = read_file(m, "/proc/net/if_inet6");
    bool found = false;
    for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
        line = trim(line);
        const char *interface = strrchr(line, ' ');
        found |= interface != NULL && strcmp(interface, " lo") != 0;
    }
    free(text);
    return found;
}

/* Programs that write rules for people who do not. */
static const char *front(const machine *m, const char *otherwise)
{
    if (program_runs(m, "firewalld") == YES) return "firewalld";
    char *text = read_file(m, "/etc/ufw/ufw.conf"), *enabled = text == NULL ? NULL : setting(text, "ENABLED");
    bool ufw = enabled != NULL && strcmp(enabled, "yes") == 0;
    free(enabled);
    free(text);
    return ufw ? "ufw" : otherwise;
}

void collect_firewall(machine *m)
{
    filter_state state = {0};
    const char *tool = "nftables";
    char *told = run_program(m, 20, (const char *const[]){"nft", "-j", "list", "ruleset", NULL});
    bool known = told != NULL && filter_from_nft(&state, told);
    free(told);
    if (!known) {
        state = (filter_state){0};
        tool = "iptables";
        told = run_program(m, 20, (const char *const[]){"iptables-save", NULL});
        char *told6 = run_program(m, 20, (const char *const[]){"ip6tables-save", NULL});
        known = told != NULL && told6 != NULL;
        if (known) {
            filter_from_iptables(&state, told, FAMILY_IPV4);
            filter_from_iptables(&state, told6, FAMILY_IPV6);
        }
        free(told6);
        free(told);
    }
    if (!known) return;
    bool denies = state.denies[FAMILY_IPV4] && (state.denies[FAMILY_IPV6] || !reachable_by_ipv6(m));
    bool active = state.rules > 0 || state.denies[FAMILY_IPV4] || state.denies[FAMILY_IPV6];
    json_t *fields = json_object();
    set_truth(fields, "active", active ? YES : NO);
    set_truth(fields, "default_deny", denies ? YES : NO);
    if (active) set_text(fields, "tool", front(m, tool));
    set_integer(fields, "rules", state.rules);
    report(m, "firewall", NULL, fields);
}
