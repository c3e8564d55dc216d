/* listeners.c: open ports from /proc/net, proc_net(5), with the program that holds each. */
#include "listeners.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct listener {
    unsigned port;
    const char *protocol;
    char address[INET6_ADDRSTRLEN];
    bool exposed;
    unsigned long inode;
    const char *process;
} listener;

typedef struct listeners {
    listener *at;
    size_t count;
} listeners;

static const struct {
    const char *file, *protocol;
    unsigned
        state; /* that of a socket which waits for others: TCP_LISTEN, for UDP one that is not connected (TCP_CLOSE) */
    int words; /* of 32 bits in an address */
    bool needed; /* the kernel always has it */
} tables[] = {
    {"/proc/net/tcp", "tcp", 0x0A, 1, true},
    {"/proc/net/tcp6", "tcp", 0x0A, 4, false},
    {"/proc/net/udp", "udp", 0x07, 1, true},
    {"/proc/net/udp6", "udp", 0x07, 4, false},
};
#define TABLES (sizeof tables / sizeof tables[0])

/* Each word is printed as a number of the machine's byte order, whose bytes in memory are those of the address. */
static bool read_address(listener *out, const char *hex, int words)
{
    uint32_t address[4] = {0};
    for (int i = 0; i < words; i++) {
        unsigned word;
        if (sscanf(hex + 8 * i, "%8x", &word) != 1) return false;
        address[i] = word;
    }
    const uint8_t *bytes = (const uint8_t *)address;
    bool loopback;
    if (words == 1) {
        loopback = bytes[0] == 127;
    } else {
        struct in6_addr a;
        memcpy(&a, address, sizeof a);
        loopback = IN6_IS_ADDR_LOOPBACK(&a) || (IN6_IS_ADDR_V4MAPPED(&a) && bytes[12] == 127);
    }
    out->exposed = !loopback;
    return inet_ntop(words == 1 ? AF_INET : AF_INET6, address, out->address, sizeof out->address) != NULL;
}

/* "sl local:port remote:port state queues timer retransmits uid timeout inode …" */
static bool read_row(listener *out, char *line, size_t table)
{
    char local[64], remote[64];
    unsigned state, port;
    unsigned long inode;
    int words = tables[table].words;
    if (sscanf(line, " %*d: %63[0-9A-Fa-f]:%x %63[0-9A-Fa-f]:%*x %x %*s %*s %*s %*s %*s %lu", local, &port, remote,
               &state, &inode) != 5) {
        return false;
    }
    if (state != tables[table].state || strlen(local) != (size_t)words * 8) return false;
    *out = (listener){.port = port, .protocol = tables[table].protocol, .inode = inode};
    return read_address(out, local, words);
}

static bool same(const listener *a, const listener *b)
{
    return a->port == b->port && a->protocol == b->protocol && strcmp(a->address, b->address) == 0;
}

static void add(listeners *list, const listener *found)
{
    for (size_t i = 0; i < list->count; i++) {
        if (same(&list->at[i], found)) return; /* several sockets share a port */
    }
    list->at = grow(list->at, list->count, sizeof *list->at);
    list->at[list->count++] = *found;
}

static bool read_tables(listeners *list, const machine *m)
{
    for (size_t t = 0; t < TABLES; t++) {
        char *text = read_file(m, tables[t].file);
        if (text == NULL && tables[t].needed) return false;
        for (char *rest = text, *line; text != NULL && (line = next_line(&rest)) != NULL;) {
            listener found;
            if (read_row(&found, line, t)) add(list, &found);
        }
        free(text);
    }
    return true;
}

/* Who holds a socket: a link in the folder of its open files, "socket:[INODE]". Those of others are closed to us unless we are root. */
static void name_processes(listeners *list, const machine *m)
{
    for (size_t i = 0; i < m->process_count; i++) {
        char *folder = format("/proc/%d/fd", (int)m->processes[i].pid);
        names files;
        read_folder(&files, m, folder);
        for (size_t j = 0; j < files.count; j++) {
            char *path = format("%s/%s", folder, files.at[j]), *target = read_link(m, path);
            unsigned long inode;
            bool socket = target != NULL && sscanf(target, "socket:[%lu]", &inode) == 1;
            for (size_t k = 0; socket && k < list->count; k++) {
                if (list->at[k].inode == inode) list->at[k].process = m->processes[i].name;
            }
            free(target);
            free(path);
        }
        names_free(&files);
        free(folder);
    }
}

static int by_port(const void *a, const void *b)
{
    const listener *x = a, *y = b;
    if (x->port != y->port) return x->port < y->port ? -1 : 1;
    int order = strcmp(x->protocol, y->protocol);
    return order != 0 ? order : strcmp(x->address, y->address);
}

json_t *listener_rows(const machine *m)
{
    listeners list = {0};
    if (!read_tables(&list, m)) {
        free(list.at);
        return NULL;
    }
    name_processes(&list, m);
    if (list.count > 1) qsort(list.at, list.count, sizeof *list.at, by_port);
    json_t *rows = json_array();
    for (size_t i = 0; i < list.count; i++) {
        json_t *row = json_object();
        set_integer(row, "port", list.at[i].port);
        set_text(row, "protocol", list.at[i].protocol);
        set_text(row, "address", list.at[i].address);
        set_text(row, "process", list.at[i].process);
        set_truth(row, "exposed", list.at[i].exposed ? YES : NO);
        json_array_append_new(rows, row);
    }
    free(list.at);
    return rows;
}
