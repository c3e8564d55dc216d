/* sealed.h: what sealing and opening share; for seal.c and seal_open.c only. */
#ifndef MOG_ENGINE_STORE_SEALED_H
#define MOG_ENGINE_STORE_SEALED_H

#include "engine/store/seal.h"

#include <sodium.h>

/* A box: person · nonce · salt and value under the person's key, and what shows that they are whole. */
#define MOG_BOX_SHELL (MOG_BOX_HEAD + MOG_SALT_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES)

_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == MOG_PERSON_KEY_SIZE, "a person's key");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == MOG_NONCE_SIZE, "a box's nonce");

/* How the bytes of a value, which are said in seal.h, lie in a record. */
typedef enum mog_value_shape { MOG_VALUE_WORD, MOG_VALUE_TEXT, MOG_VALUE_DURATION, MOG_VALUE_MANY } mog_value_shape;

static inline mog_value_shape mog_value_shape_of(mog_type_tag tag)
{
    switch (tag) {
    case MOG_TYPE_TEXT:
    case MOG_TYPE_REFERENCE: return MOG_VALUE_TEXT;
    case MOG_TYPE_DURATION: return MOG_VALUE_DURATION;
    case MOG_TYPE_LIST:
    case MOG_TYPE_SET: return MOG_VALUE_MANY;
    default: return MOG_VALUE_WORD;
    }
}

#endif
