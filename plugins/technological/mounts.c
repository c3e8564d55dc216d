/* mounts.c: mounted file systems, proc_pid_mountinfo(5). */
#include "collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#define SLAVES 8 /* layers of block devices, one on the other */

typedef struct mount {
    char *device, *path, *options, *type, *source, *super_options; /* in the text of the file */
} mount;

/* "\040" and the like stand for blanks. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3) {
            *to++ = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/* "id parent major:minor root path options [optional …] - type source superoptions" */
static bool read_mount(mount *out, char *line)
{
    char *words[64];
    size_t count = 0, dash = 0;
    for (char *rest = line, *word; count < 64 && (word = next_word(&rest)) != NULL; count++) {
        words[count] = word;
        if (dash == 0 && count >= 6 && strcmp(word, "-") == 0) dash = count;
    }
    if (dash == 0 || count < dash + 4) return false;
    *out = (mount){words[2], words[4], words[5], words[dash + 1], words[dash + 2], words[dash + 3]};
    unescape(out->path);
    return true;
}

static bool has_option(const char *options, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = options; at != NULL; at = strchr(at, ',')) {
        if (*at == ',') at++;
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0')) return true;
    }
    return false;
}

typedef enum nature { DISK, MEMORY, NETWORK, WINDOW } nature;

/* WINDOW: shows what the kernel knows and holds nobody's files. What is not named here lies on a disk. */
static const struct {
    const char *type;
    nature nature;
} natures[] = {
    {"autofs", WINDOW},     {"binfmt_misc", WINDOW}, {"bpf", WINDOW},       {"cgroup", WINDOW},
    {"cgroup2", WINDOW},    {"configfs", WINDOW},    {"debugfs", WINDOW},   {"devpts", WINDOW},
    {"efivarfs", WINDOW},   {"fusectl", WINDOW},     {"hugetlbfs", WINDOW}, {"mqueue", WINDOW},
    {"nsfs", WINDOW},       {"proc", WINDOW},        {"pstore", WINDOW},    {"rpc_pipefs", WINDOW},
    {"securityfs", WINDOW}, {"selinuxfs", WINDOW},   {"sysfs", WINDOW},     {"tracefs", WINDOW},
    {"devtmpfs", MEMORY},   {"ramfs", MEMORY},       {"tmpfs", MEMORY},     {"9p", NETWORK},
    {"afs", NETWORK},       {"ceph", NETWORK},       {"cifs", NETWORK},     {"fuse.sshfs", NETWORK},
    {"glusterfs", NETWORK}, {"nfs", NETWORK},        {"nfs4", NETWORK},     {"smb3", NETWORK},
    {"virtiofs", NETWORK},
};

static nature nature_of(const char *type)
{
    for (size_t i = 0; i < sizeof natures / sizeof natures[0]; i++) {
        if (strcmp(natures[i].type, type) == 0) return natures[i].nature;
    }
    return starts_with(type, "fuse") ? NETWORK : DISK;
}

/* A device is encrypted when it is dm-crypt (its uuid begins with CRYPT-), or when all that it lies on is. */
static truth device_encrypted(const machine *m, const char *folder, int depth)
{
    char *path = format("%s/dm/uuid", folder), *uuid = read_word(m, path);
    bool crypt = uuid != NULL && starts_with(uuid, "CRYPT-");
    free(uuid);
    free(path);
    if (crypt) return YES;
    path = format("%s/slaves", folder);
    names below;
    bool known = read_folder(&below, m, path);
    truth result = below.count == 0 ? (known || file_exists(m, folder) == YES ? NO : UNKNOWN) : YES;
    for (size_t i = 0; i < below.count; i++) {
        char *device = format("/sys/class/block/%s", below.at[i]);
        truth one = depth < SLAVES ? device_encrypted(m, device, depth + 1) : UNKNOWN;
        if (one != YES && result != NO) result = one;
        free(device);
    }
    names_free(&below);
    free(path);
    return result;
}

/* Of file systems that encrypt on their own (zfs) or have no device of their own (btrfs, overlay), nothing is said. */
static truth encrypted(const machine *m, const mount *at)
{
    if (nature_of(at->type) != DISK || strcmp(at->type, "zfs") == 0 || starts_with(at->device, "0:")) return UNKNOWN;
    char *folder = format("/sys/dev/block/%s", at->device);
    truth found = device_encrypted(m, folder, 0);
    free(folder);
    return found;
}

/* As df(1) counts it. A server that does not answer would hold us, so other machines' disks are not asked. */
static double used_share(const machine *m, const mount *at)
{
    struct statvfs about;
    if (!m->live || nature_of(at->type) == NETWORK || statvfs(at->path, &about) != 0) return NAN;
    double used = (double)(about.f_blocks - about.f_bfree), left = (double)about.f_bavail;
    return used + left > 0 ? used / (used + left) : NAN;
}

static json_t *mount_row(const machine *m, const mount *at)
{
    json_t *row = json_object();
    set_text(row, "path", at->path);
    set_text(row, "type", at->type);
    set_truth(row, "nodev", has_option(at->options, "nodev") ? YES : NO);
    set_truth(row, "nosuid", has_option(at->options, "nosuid") ? YES : NO);
    set_truth(row, "noexec", has_option(at->options, "noexec") ? YES : NO);
    set_truth(row, "readonly", has_option(at->options, "ro") || has_option(at->super_options, "ro") ? YES : NO);
    set_truth(row, "encrypted", encrypted(m, at));
    set_number(row, "used", used_share(m, at));
    return row;
}

typedef struct mounts {
    char *text;
    mount *at;
    size_t count;
} mounts;

/* A path that is mounted twice shows the later one. */
static bool read_mounts(mounts *all, const machine *m)
{
    *all = (mounts){.text = read_file(m, "/proc/self/mountinfo")};
    char *rest = all->text;
    for (char *line; all->text != NULL && (line = next_line(&rest)) != NULL;) {
        mount found;
        if (!read_mount(&found, line)) continue;
        size_t i = 0;
        while (i < all->count && strcmp(all->at[i].path, found.path) != 0) i++;
        if (i == all->count) {
            all->at = grow(all->at, all->count, sizeof *all->at);
            all->count++;
        }
        all->at[i] = found;
    }
    return all->text != NULL;
}

static void mounts_free(mounts *all)
{
    free(all->at);
    free(all->text);
}

char *file_system_type(const machine *m, const char *path)
{
    mounts all;
    read_mounts(&all, m);
    const mount *best = NULL;
    for (size_t i = 0; i < all.count; i++) {
        size_t size = strlen(all.at[i].path);
        bool holds = size == 1 || (starts_with(path, all.at[i].path) && (path[size] == '/' || path[size] == '\0'));
        if (holds && (best == NULL || size > strlen(best->path))) best = &all.at[i];
    }
    char *type = best == NULL ? NULL : format("%s", best->type);
    mounts_free(&all);
    return type;
}

void collect_file_systems(machine *m)
{
    mounts all;
    json_t *fields = json_object();
    if (read_mounts(&all, m)) {
        json_t *rows = json_array();
        for (size_t i = 0; i < all.count; i++) {
            if (nature_of(all.at[i].type) != WINDOW) json_array_append_new(rows, mount_row(m, &all.at[i]));
        }
        json_object_set_new(fields, "mounts", rows);
    }
    mounts_free(&all);
    report(m, "file_systems", NULL, fields);
}
