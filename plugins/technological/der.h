/* der.h: reading DER, the distinguished encoding of ASN.1 (X.690), as far as certificates need it. */
#ifndef TECHNOLOGICAL_DER_H
#define TECHNOLOGICAL_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that are still to be read. */
typedef struct der {
    const uint8_t *at;
    size_t size;
} der;

enum {
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OBJECT = 0x06,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_VERSION = 0xa0, /* [0] of a certificate */
};

/* Takes the next value: its tag and what it holds. False where there is none, or none that is DER: tags are of one byte, lengths definite and in their
 * shortest form. */
bool der_take_any(der *from, uint8_t *tag, der *contents);

/* Takes the next value if it has the tag. */
bool der_take(der *from, uint8_t tag, der *contents);

/* Bits of a positive INTEGER. */
bool der_bits(der integer, int64_t *bits);

/* Nanoseconds since 1970 of a UTCTime or GeneralizedTime as RFC 5280, section 4.1.2.5, has them: with seconds, in UTC ("Z"). Beyond what 64 bits hold it is
 * the last or first second that they do. */
bool der_time(der text, uint8_t tag, int64_t *time);

#endif
