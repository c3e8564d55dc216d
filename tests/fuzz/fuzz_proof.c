/* Any bytes as a proof. One that holds is under the checkpoint in it; a record that is in it can be read without leaving its bytes. */
#include "engine/audit/proof.h"

#include "engine/store/seal.h"
#include "tests/record_reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    mog_arena *arena = mog_arena_new();
    mog_proof proof;
    mog_error err = MOG_ERROR_NONE;
    if (size > 1 << 18) size = 1 << 18;
    mog_status status = mog_proof_check(&proof, arena, (mog_text){(const char *)bytes, size}, &err);
    if (status == MOG_INPUT && !err.message[0]) abort();
    if (status == MOG_NO && !proof.why[0]) abort();
    if (status != MOG_OK && status != MOG_NO && status != MOG_INPUT) abort();
    if (status == MOG_OK && proof.record) {
        const mog_record *shown;
        if (!proof.kind || mog_record_check_layout(proof.record, proof.kind, NULL)) abort();
        if (mog_record_open(&shown, arena, proof.record, proof.kind, NULL, NULL, NULL, NULL) == MOG_OK) {
            volatile uint64_t sum = read_record(shown, proof.kind);
            (void)sum;
        }
    }
    mog_arena_free(arena);
    return 0;
}
