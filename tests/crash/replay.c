/* replay.c: a power cut at any moment of what disk.c logged: builds what the disk may hold afterwards, and looks whether the store in it is good.
 *
 *     replay LOG STORE BOUNDARIES SCRATCH POINTS SEED [--forget WHAT]
 *
 * STORE is what the log led to; BOUNDARIES/N copies of it after acknowledged batch N (0: it was made). POINTS moments are taken at even
 * distances over the events of the log, and for each one image is built in SCRATCH:
 *
 *     - what was synced, of a file by fsync of it or by O_DSYNC, of names by fsync of the folder, is there;
 *     - of the writes since, the event under way among them, a choice is: none, all, a prefix, a prefix and a part of the next, each page
 *       or each sector of 512 bytes by chance, or only the latest ones; a resize is there or not;
 *     - of what was done to names since, a prefix is there;
 *     - lock.mdb is absent, empty pages, or what it was at the end.
 *
 * --forget: a disk that lies about `all` syncs; about those of `files`, O_DSYNC apart; of `meta` pages, which are what is written with
 * O_DSYNC; or of `names`, which are those of folders. The check must find each of them out. Prints the figures; the exit status is 1 when an image was
 * not good.
 */
#include "tests/crash/image.h"
#include "tests/crash/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096u
#define SECTOR 512u
#define MOST_FILES 256
#define MOST_NAMES 16
#define MOST_BATCHES 512

_Noreturn static void give_up(const char *what, const char *which)
{
    fprintf(stderr, "replay: %s %s: %s\n", what, which, strerror(errno));
    exit(2);
}

/* ---- the log */

typedef struct event {
    log_head head;
    const char *name, *other, *bytes;
} event;

static event *events;
static size_t event_count;

static char *read_whole(const char *path, size_t *size)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about)) return NULL;
    char *bytes = mog_allocate((size_t)about.st_size + 1);
    *size = 0;
    for (ssize_t got; *size < (size_t)about.st_size; *size += (size_t)got)
        if ((got = read(fd, bytes + *size, (size_t)about.st_size - *size)) <= 0) break;
    close(fd);
    return bytes;
}

static void read_log(const char *path)
{
    size_t size, capacity = 0;
    const char *bytes = read_whole(path, &size);
    if (!bytes) give_up("cannot read", path);
    for (size_t at = 0; at < size;) {
        event e;
        memcpy(&e.head, bytes + at, sizeof e.head);
        if (e.head.magic != LOG_MAGIC || e.head.type >= LOG_TYPES) give_up("no log", path);
        e.name = bytes + at + sizeof e.head;
        e.other = e.name + e.head.name_size;
        e.bytes = e.other + e.head.other_size;
        at = (size_t)(e.bytes - bytes) + e.head.size;
        MOG_PUSH(events, event_count, capacity) = e;
    }
}

/* ---- the disk: what is on it for good, and what was done since */

typedef struct bytes {
    char *at;
    size_t size, capacity;
} bytes;

static void resize(bytes *b, size_t size)
{
    if (size > b->capacity) {
        b->capacity = size + size / 2 + 65536;
        b->at = realloc(b->at, b->capacity);
        if (!b->at) abort();
    }
    if (size > b->size) memset(b->at + b->size, 0, size - b->size);
    b->size = size;
}

static void put(bytes *b, size_t offset, const char *from, size_t size)
{
    if (offset + size > b->size) resize(b, offset + size);
    memcpy(b->at + offset, from, size);
}

typedef struct file {
    uint64_t inode;
    bytes durable;
    const event **pending;
    size_t pending_count, pending_capacity;
} file;

typedef struct naming {
    char name[64];
    int file;
} naming;

typedef struct names {
    naming at[MOST_NAMES];
    size_t count;
} names;

typedef struct disk {
    file files[MOST_FILES];
    int file_count;
    names durable;
    const event **pending; /* of names */
    int *made;             /* by pending: the file that a CREATE made */
    size_t pending_count, pending_capacity, made_count, made_capacity;
    bool folder_made, folder_durable;
    int acknowledged; /* batches; -1: not even making the store */
    unsigned forgets;
} disk;

enum { FORGETS_FILES = 1, FORGETS_META = 2, FORGETS_NAMES = 4 };

static file *file_of(disk *d, uint64_t inode)
{
    for (int i = d->file_count - 1; i >= 0; i--) /* a number may be used again: the latest */
        if (d->files[i].inode == inode) return &d->files[i];
    errno = ENOENT;
    give_up("the log writes to a file that it", "did not make");
}

static naming *find_name(names *all, const char *name, size_t size)
{
    for (size_t i = 0; i < all->count; i++)
        if (strlen(all->at[i].name) == size && memcmp(all->at[i].name, name, size) == 0) return &all->at[i];
    return NULL;
}

static void drop_name(names *all, naming *one)
{
    if (one) *one = all->at[--all->count];
}

static void apply_name(names *all, const event *e, int made)
{
    naming *one = find_name(all, e->name, e->head.name_size), *two = find_name(all, e->other, e->head.other_size);
    if (e->head.type == LOG_CREATE) {
        one = one ? one : &all->at[all->count++];
        snprintf(one->name, sizeof one->name, "%.*s", (int)e->head.name_size, e->name);
        one->file = made;
    } else if (e->head.type == LOG_UNLINK) {
        drop_name(all, one);
    } else if (e->head.type == LOG_EXCHANGE && one && two) {
        int was = one->file;
        one->file = two->file;
        two->file = was;
    } else if (e->head.type == LOG_RENAME && one) {
        int moved = one->file;
        if (two) two->file = moved;
        else snprintf(one->name, sizeof one->name, "%.*s", (int)e->head.other_size, e->other);
        if (two) drop_name(all, one);
    }
}

static void apply_whole(bytes *b, const event *e)
{
    if (e->head.type == LOG_RESIZE) resize(b, e->head.offset);
    else put(b, e->head.offset, e->bytes, e->head.size);
}

static void settle_file(file *f)
{
    for (size_t i = 0; i < f->pending_count; i++) apply_whole(&f->durable, f->pending[i]);
    f->pending_count = 0;
}

static void settle_names(disk *d)
{
    for (size_t i = 0; i < d->pending_count; i++) apply_name(&d->durable, d->pending[i], d->made[i]);
    d->pending_count = d->made_count = 0;
}

/* The event has come to its end. */
static void advance(disk *d, const event *e)
{
    file *f;
    switch (e->head.type) {
    case LOG_MAKE_FOLDER: d->folder_made = true; break;
    case LOG_SYNC_PARENT: d->folder_durable = d->folder_made && !(d->forgets & FORGETS_NAMES); break;
    case LOG_MARK: d->acknowledged = (int)e->head.offset; break;
    case LOG_SYNC:
        if (!(d->forgets & FORGETS_FILES)) settle_file(file_of(d, e->head.inode));
        break;
    case LOG_SYNC_FOLDER:
        if (!(d->forgets & FORGETS_NAMES)) settle_names(d);
        break;
    case LOG_WRITE:
    case LOG_RESIZE:
        f = file_of(d, e->head.inode);
        MOG_PUSH(f->pending, f->pending_count, f->pending_capacity) = e;
        break;
    default:
        if (e->head.type == LOG_CREATE) {
            if (d->file_count == MOST_FILES) give_up("too many files", "");
            d->files[d->file_count++] = (file){.inode = e->head.inode};
        }
        MOG_PUSH(d->pending, d->pending_count, d->pending_capacity) = e;
        MOG_PUSH(d->made, d->made_count, d->made_capacity) = d->file_count - 1;
    }
}

/* ---- chance */

static uint64_t chance;

static uint64_t draw(void)
{
    uint64_t z = (chance += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t below(size_t count)
{
    return count ? (size_t)(draw() % count) : 0;
}

/* ---- an image */

typedef enum way { WAY_NONE, WAY_ALL, WAY_PREFIX, WAY_TORN, WAY_PAGES, WAY_SECTORS, WAY_LATEST, WAYS } way;
static const char *const way_names[WAYS] = {"nothing more", "all",     "a prefix",  "a torn prefix",
                                            "pages",        "sectors", "the latest"};

/* Each unit of the write by chance; `numerator` of 8. */
static void apply_part(bytes *b, const event *e, size_t unit, size_t numerator)
{
    if (e->head.type == LOG_RESIZE) {
        if (below(8) < numerator) apply_whole(b, e);
        return;
    }
    size_t end = e->head.offset + e->head.size;
    for (size_t at = e->head.offset; at < end;) {
        size_t stop = at / unit * unit + unit;
        if (stop > end) stop = end;
        if (below(8) < numerator) put(b, at, e->bytes + (at - e->head.offset), stop - at);
        at = stop;
    }
}

/* `under_way`: an event of this file that has not come to its end, or NULL. */
static void build_file(bytes *out, const disk *d, const file *f, way how, const event *under_way)
{
    size_t count = f->pending_count + (under_way != NULL), numerator = 1 + below(7), largest = 0;
    size_t cut = how == WAY_PREFIX || how == WAY_TORN ? below(count + 1) : how == WAY_LATEST ? below(count) : 0;
    resize(out, 0);
    put(out, 0, f->durable.at, f->durable.size);
    for (size_t i = 0; i < count; i++) {
        bool ended = i < f->pending_count;
        const event *e = ended ? f->pending[i] : under_way;
        bool is_there = (ended && e->head.flags & LOG_SYNCED && !(d->forgets & FORGETS_META)) || how == WAY_ALL;
        if (how == WAY_PREFIX || how == WAY_TORN) is_there |= i < cut;
        if (how == WAY_LATEST) is_there |= i >= cut;
        if (e->head.type == LOG_WRITE && e->head.offset + e->head.size > largest)
            largest = e->head.offset + e->head.size;
        if (is_there) apply_whole(out, e);
        else if (how == WAY_TORN && i == cut) apply_part(out, e, SECTOR, 4);
        else if (how == WAY_PAGES) apply_part(out, e, PAGE, numerator);
        else if (how == WAY_SECTORS) apply_part(out, e, SECTOR, numerator);
    }
    if (how >= WAY_TORN && largest > out->size && below(4) == 0) resize(out, largest); /* longer, but not written */
}

static void write_whole(const char *folder, const char *name, const bytes *b)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) give_up("cannot make", path);
    for (size_t done = 0; done < b->size;) {
        ssize_t part = write(fd, b->at + done, b->size - done);
        if (part <= 0) give_up("cannot write", path);
        done += (size_t)part;
    }
    close(fd);
}

static void remove_image(const char *folder)
{
    DIR *open_folder = opendir(folder);
    const struct dirent *entry;
    while (open_folder && (entry = readdir(open_folder))) unlinkat(dirfd(open_folder), entry->d_name, 0); /* not "." */
    if (open_folder) closedir(open_folder);
    if (rmdir(folder) && errno != ENOENT) give_up("cannot remove", folder);
}

static bool is_write(const event *e)
{
    return e && (e->head.type == LOG_WRITE || e->head.type == LOG_RESIZE);
}

static void build_image(const disk *d, const char *folder, way how, const event *under_way, const bytes *lock)
{
    static bytes built;
    names now = d->durable;
    size_t kept = how == WAY_NONE ? 0 : how == WAY_ALL ? d->pending_count : below(d->pending_count + 1);
    remove_image(folder);
    if (!d->folder_durable && (how == WAY_NONE || below(4) == 0)) return;
    if (mkdir(folder, 0700)) give_up("cannot make", folder);
    for (size_t i = 0; i < kept; i++) apply_name(&now, d->pending[i], d->made[i]);
    for (size_t i = 0; i < now.count; i++) {
        const file *f = &d->files[now.at[i].file];
        build_file(&built, d, f, how, is_write(under_way) && under_way->head.inode == f->inode ? under_way : NULL);
        write_whole(folder, now.at[i].name, &built);
    }
    size_t choice = below(3);
    bytes zeros = {0};
    if (choice == 1) resize(&zeros, 65536);
    if (choice) write_whole(folder, "lock.mdb", choice == 1 ? &zeros : lock);
    free(zeros.at);
}

/* ---- checking */

static content boundaries[MOST_BATCHES];
static int boundary_count;

/* Status 0: good. */
static int check_in_child(const char *folder, int acknowledged, const char *what)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        char why[600] = "";
        alarm(20);
        bool good = image_is_good(why, folder, acknowledged < 0 ? NULL : &boundaries[acknowledged],
                                  acknowledged + 1 < boundary_count ? &boundaries[acknowledged + 1] : NULL);
        if (!good && what) fprintf(stderr, "replay: %s: %s\n", what, why);
        _exit(good ? 0 : 1);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) give_up("cannot check", folder);
    if (WIFSIGNALED(status) && what)
        fprintf(stderr, "replay: %s: the check died of signal %d\n", what, WTERMSIG(status));
    return status;
}

/* That the log tells all: what it leads to is what is there. */
static void check_log(const disk *d, const char *store)
{
    names now = d->durable;
    bytes built = {0};
    char path[PATH_MAX];
    for (size_t i = 0; i < d->pending_count; i++) apply_name(&now, d->pending[i], d->made[i]);
    for (size_t i = 0; i < now.count; i++) {
        size_t size = 0;
        build_file(&built, d, &d->files[now.at[i].file], WAY_ALL, NULL);
        snprintf(path, sizeof path, "%s/%s", store, now.at[i].name);
        char *is = read_whole(path, &size);
        if (!is || size != built.size || memcmp(is, built.at, size) != 0) give_up("the log does not lead to", path);
        free(is);
    }
    free(built.at);
}

static void *zeroed(size_t size)
{
    return memset(mog_allocate(size), 0, size);
}

static disk *fresh_disk(unsigned forgets)
{
    disk *d = zeroed(sizeof *d);
    d->acknowledged = -1;
    d->forgets = forgets;
    return d;
}

static unsigned what_is_forgotten(const char *word)
{
    static const char *const words[] = {"files", "meta", "names"};
    for (unsigned i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0) return 1u << i;
    return FORGETS_FILES | FORGETS_META | FORGETS_NAMES;
}

int main(int argc, char **argv)
{
    if (argc < 7) {
        fprintf(stderr, "usage: replay LOG STORE BOUNDARIES SCRATCH POINTS SEED [--forget WHAT]\n");
        return 2;
    }
    const char *store = argv[2];
    char path[PATH_MAX], image[PATH_MAX];
    size_t points = (size_t)strtoull(argv[5], NULL, 10), by_way[WAYS] = {0}, bad_by_way[WAYS] = {0}, bad = 0;
    uint64_t seed = strtoull(argv[6], NULL, 10);
    unsigned forgets = argc > 8 && strcmp(argv[7], "--forget") == 0 ? what_is_forgotten(argv[8]) : 0;
    mog_arena *arena = mog_arena_new();
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);

    read_log(argv[1]);
    disk *whole = fresh_disk(0);
    for (size_t i = 0; i < event_count; i++) advance(whole, &events[i]);
    check_log(whole, store);
    for (;; boundary_count++) {
        snprintf(path, sizeof path, "%s/%d", argv[3], boundary_count);
        if (boundary_count == MOST_BATCHES || access(path, F_OK)) break;
        boundaries[boundary_count] = content_of(path, arena);
    }
    bytes lock = {0};
    snprintf(path, sizeof path, "%s/lock.mdb", store);
    lock.at = read_whole(path, &lock.size);
    if (!lock.at) give_up("cannot read", path);
    snprintf(image, sizeof image, "%s/image", argv[4]);

    disk *d = fresh_disk(forgets);
    size_t at = 0;
    for (size_t p = 0; p < points; p++) {
        size_t moment = p * (event_count + 1) / points;
        while (at < moment) advance(d, &events[at++]);
        chance = seed * UINT64_C(1000003) + p;
        way how = (way)below(WAYS);
        build_image(d, image, how, at < event_count ? &events[at] : NULL, &lock);
        char what[160];
        snprintf(what, sizeof what, "point %zu (event %zu, batch %d acknowledged, %s of what was not synced)", p, at,
                 d->acknowledged, way_names[how]);
        by_way[how]++;
        if (check_in_child(image, d->acknowledged, forgets || bad >= 20 ? NULL : what)) {
            bad++;
            bad_by_way[how]++;
        }
    }
    remove_image(image);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%zu power cuts over %zu events and %d batches: %zu stores not good (%.1f s)\n", points, event_count,
           boundary_count - 1, bad, seconds);
    for (int i = 0; i < WAYS; i++) printf("  %s: %zu, not good %zu\n", way_names[i], by_way[i], bad_by_way[i]);
    mog_arena_free(arena);
    return bad ? 1 : 0;
}
