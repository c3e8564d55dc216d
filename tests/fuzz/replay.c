/* replay.c: runs a fuzz target over its kept corpus without libFuzzer, as a test: each file as it is, then with small damage that is the same
 * in every run. Linked with each target in the flavours that are not built by clang. The corpus is MOG_SOURCE/tests/fuzz/corpus/TARGET.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MOST (1u << 20)
#define DAMAGES 24 /* for each file */

static uint64_t dice(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* One of: a bit flipped, a byte set, a stretch left out, a stretch written twice, the end cut off. */
static size_t damage(uint8_t *out, const uint8_t *bytes, size_t size, uint64_t *state)
{
    if (size == 0) return 0;
    size_t at = dice(state) % size, length = 1 + dice(state) % (size - at);
    memcpy(out, bytes, size);
    switch (dice(state) % 5) {
    case 0: out[at] ^= (uint8_t)(1u << dice(state) % 8); return size;
    case 1: out[at] = (uint8_t)dice(state); return size;
    case 2: memmove(out + at, out + at + length, size - at - length); return size - length;
    case 3: memcpy(out + size, bytes + at, length); return size + length;
    default: return at;
    }
}

static size_t run_file(const char *path, uint8_t *bytes, uint8_t *changed, uint64_t *state)
{
    FILE *file = fopen(path, "rb");
    if (!file) return 0;
    size_t size = fread(bytes, 1, MOST, file);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, size);
    for (int i = 0; i < DAMAGES; i++) {
        size_t now = damage(changed, bytes, size, state);
        uint8_t *exact = malloc(now ? now : 1); /* so that reading past the end is found */
        if (!exact) abort();
        memcpy(exact, changed, now);
        LLVMFuzzerTestOneInput(exact, now);
        free(exact);
    }
    return 1 + DAMAGES;
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *source = getenv("MOG_SOURCE"), *name = strrchr(argv[0], '/');
    char folder[4096], path[8192];
    name = name ? name + 1 : argv[0];
    snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", source ? source : ".", name);
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    uint8_t *bytes = malloc(MOST), *changed = malloc(2 * MOST);
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15);
    size_t runs = 0;
    puts("1..1");
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (bytes && changed && entries[i]->d_name[0] != '.') runs += run_file(path, bytes, changed, &state);
        free(entries[i]);
    }
    free(entries);
    free(bytes);
    free(changed);
    printf("%s 1 - %s_stands_its_corpus (%zu inputs)\n", runs ? "ok" : "not ok", name, runs);
    return runs ? 0 : 1;
}
