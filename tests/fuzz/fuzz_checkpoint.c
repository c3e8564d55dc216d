/* Any bytes as a checkpoint, as keys: nothing that was altered verifies, and what is read is written as it was. Input: anything; when it is
 * a note by the key of the corpus, its text is not another than those that were signed. */
#include "engine/audit/checkpoint.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void as_key(mog_text text)
{
    mog_verifier verifier;
    mog_signer signer;
    char back[MOG_SIGNER_TEXT_SIZE];
    if (mog_verifier_read(&verifier, text, NULL) == MOG_OK) {
        mog_verifier_write(back, &verifier);
        if (!mog_text_equal(text, mog_text_of(back))) abort();
    }
    if (mog_signer_read(&signer, text, NULL) == MOG_OK) {
        mog_signer_write(back, &signer);
        if (!mog_text_equal(text, mog_text_of(back))) abort();
    }
}

/* Signs what was read with a key of our own; the result must be read as the same checkpoint, and hold. */
static void sign_again(const mog_checkpoint *read, mog_arena *arena)
{
    static const uint8_t seed[MOG_SEED_SIZE] = "fuzz";
    mog_signer signer;
    mog_checkpoint back;
    mog_signed_note note;
    mog_buffer text = {0};
    bool by;
    uint32_t signatures;
    mog_signer_of_seed(&signer, MOG_TEXT("fuzz"), seed);
    mog_checkpoint_write(&text, read, &signer);
    if (mog_checkpoint_read(&back, &note, arena, (mog_text){text.at, text.size}, NULL)) abort();
    if (!mog_text_equal(back.origin, read->origin) || back.size != read->size) abort();
    if (memcmp(&back.root, &read->root, sizeof back.root) != 0) abort();
    if (mog_signed_note_check(&by, &signatures, &note, &signer.verifier, 1, NULL) || !by) abort();
    mog_buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char key[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    static const char signed_text[] =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    mog_text text = {(const char *)bytes, size};
    mog_arena *arena = mog_arena_new();
    mog_verifier peter;
    mog_signed_note note;
    mog_checkpoint checkpoint;
    bool by;
    uint32_t signatures;
    if (mog_verifier_read(&peter, mog_text_of(key), NULL)) abort();
    as_key(text);
    if (mog_signed_note_read(&note, arena, text, NULL) == MOG_OK) {
        mog_status status = mog_signed_note_check(&by, &signatures, &note, &peter, 1, NULL);
        if (status == MOG_OK && by && !mog_text_equal(note.text, mog_text_of(signed_text))) abort();
    }
    mog_error err = MOG_ERROR_NONE;
    if (mog_checkpoint_read(&checkpoint, &note, arena, text, &err) == MOG_OK) sign_again(&checkpoint, arena);
    else if (err.status != MOG_INPUT || !err.message[0]) abort();
    mog_arena_free(arena);
    return 0;
}
