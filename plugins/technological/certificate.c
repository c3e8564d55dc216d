/* certificate.c: what X.509 certificates say. Section numbers are those of RFC 5280. */
#include "certificate.h"

#include "der.h"

#include <mognad/plugin.h>
#include <string.h>

#define LARGEST 65536

typedef struct certificate {
    int64_t begins, expires, strength; /* strength: -1 for a kind of key that is not known */
} certificate;

/* ---- keys */

typedef enum key_type { KEY_INTEGER, KEY_CURVE, KEY_FIXED } key_type;

typedef struct object_id {
    const char *bytes;
    size_t size;
} object_id;

#define OBJECT(literal)                                                                                                \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

/* Contents of the OBJECT IDENTIFIERs: RFC 3279, 4055, 5480, 5639, 8410; SEC 2. */
static const struct {
    object_id object;
    key_type type;
    int strength; /* of KEY_FIXED */
} key_types[] = {
    {OBJECT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), KEY_INTEGER, 0}, /* rsaEncryption */
    {OBJECT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"), KEY_INTEGER, 0}, /* id-RSASSA-PSS */
    {OBJECT("\x2a\x86\x48\xce\x38\x04\x01"), KEY_INTEGER, 0},         /* id-dsa */
    {OBJECT("\x2a\x86\x48\xce\x3d\x02\x01"), KEY_CURVE, 0},           /* id-ecPublicKey */
    {OBJECT("\x2b\x65\x6e"), KEY_FIXED, 128},                         /* id-X25519 */
    {OBJECT("\x2b\x65\x6f"), KEY_FIXED, 224},                         /* id-X448 */
    {OBJECT("\x2b\x65\x70"), KEY_FIXED, 128},                         /* id-Ed25519 */
    {OBJECT("\x2b\x65\x71"), KEY_FIXED, 224},                         /* id-Ed448 */
};

static const struct {
    object_id object;
    int strength;
} curves[] = {
    {OBJECT("\x2a\x86\x48\xce\x3d\x03\x01\x01"), 96},      /* secp192r1 */
    {OBJECT("\x2b\x81\x04\x00\x21"), 112},                 /* secp224r1 */
    {OBJECT("\x2a\x86\x48\xce\x3d\x03\x01\x07"), 128},     /* secp256r1 */
    {OBJECT("\x2b\x81\x04\x00\x22"), 192},                 /* secp384r1 */
    {OBJECT("\x2b\x81\x04\x00\x23"), 256},                 /* secp521r1 */
    {OBJECT("\x2b\x81\x04\x00\x0a"), 128},                 /* secp256k1 */
    {OBJECT("\x2b\x24\x03\x03\x02\x08\x01\x01\x07"), 128}, /* brainpoolP256r1 */
    {OBJECT("\x2b\x24\x03\x03\x02\x08\x01\x01\x0b"), 192}, /* brainpoolP384r1 */
    {OBJECT("\x2b\x24\x03\x03\x02\x08\x01\x01\x0d"), 256}, /* brainpoolP512r1 */
};

/* SP 800-57 part 1, table 2. */
static const struct {
    int64_t bits;
    int strength;
} integer_strengths[] = {{15360, 256}, {7680, 192}, {3072, 128}, {2048, 112}, {1024, 80}, {0, 0}};

static bool is_object(der found, object_id object)
{
    return object.size == found.size && memcmp(found.at, object.bytes, found.size) == 0;
}

static int64_t strength_of_bits(int64_t bits)
{
    size_t i = 0;
    while (bits < integer_strengths[i].bits) i++;
    return integer_strengths[i].strength;
}

/* RSA: the key is SEQUENCE { modulus INTEGER, exponent INTEGER } within the bit string; DSA: the parameters are SEQUENCE { p INTEGER, … }. */
static int64_t strength_by_integer(der parameters, der key)
{
    der sequence, integer;
    int64_t bits;
    bool in_key = key.size > 1 && key.at[1] == DER_SEQUENCE;
    if (in_key) key = (der){key.at + 1, key.size - 1};
    if (!der_take(in_key ? &key : &parameters, DER_SEQUENCE, &sequence) ||
        !der_take(&sequence, DER_INTEGER, &integer) || !der_bits(integer, &bits))
        return -1;
    return strength_of_bits(bits);
}

static int64_t strength_by_curve(der parameters)
{
    der curve;
    if (!der_take(&parameters, DER_OBJECT, &curve)) return -1;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        if (is_object(curve, curves[i].object)) return curves[i].strength;
    }
    return -1;
}

static int64_t strength_of(der algorithm, der parameters, der key)
{
    for (size_t i = 0; i < sizeof key_types / sizeof key_types[0]; i++) {
        if (!is_object(algorithm, key_types[i].object)) continue;
        switch (key_types[i].type) {
        case KEY_INTEGER: return strength_by_integer(parameters, key);
        case KEY_CURVE: return strength_by_curve(parameters);
        case KEY_FIXED: return key_types[i].strength;
        }
    }
    return -1;
}

/* ---- a certificate */

static bool take_time(der *from, int64_t *time)
{
    uint8_t tag;
    der text;
    return der_take_any(from, &tag, &text) && der_time(text, tag, time);
}

/* Section 4.1: Certificate is SEQUENCE { TBSCertificate, AlgorithmIdentifier, BIT STRING }, and TBSCertificate SEQUENCE { [0] version, serial number,
 * algorithm, issuer, validity, subject, key, … }. */
static bool read_certificate(certificate *out, der bytes)
{
    der whole, signed_part, rest, validity, key_holder, algorithm, object, key;
    if (!der_take(&bytes, DER_SEQUENCE, &whole) || bytes.size != 0) return false;
    if (!der_take(&whole, DER_SEQUENCE, &signed_part) || !der_take(&whole, DER_SEQUENCE, &rest) ||
        !der_take(&whole, DER_BIT_STRING, &rest) || whole.size != 0)
        return false;
    der_take(&signed_part, DER_VERSION, &rest);
    if (!der_take(&signed_part, DER_INTEGER, &rest) || !der_take(&signed_part, DER_SEQUENCE, &rest) ||
        !der_take(&signed_part, DER_SEQUENCE, &rest) || !der_take(&signed_part, DER_SEQUENCE, &validity))
        return false;
    if (!take_time(&validity, &out->begins) || !take_time(&validity, &out->expires) || validity.size != 0) return false;
    if (!der_take(&signed_part, DER_SEQUENCE, &rest) || !der_take(&signed_part, DER_SEQUENCE, &key_holder))
        return false;
    if (!der_take(&key_holder, DER_SEQUENCE, &algorithm) || !der_take(&algorithm, DER_OBJECT, &object) ||
        !der_take(&key_holder, DER_BIT_STRING, &key) || key_holder.size != 0)
        return false;
    out->strength = strength_of(object, algorithm, key);
    return true;
}

/* ---- PEM */

static int letter_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Base64 (RFC 4648, section 4) from `at` to `end`, blanks and line ends passed over; -1 where it is not, or is too long. */
static int64_t decode(uint8_t out[LARGEST], const char *at, const char *end)
{
    uint32_t group = 0;
    size_t size = 0;
    int letters = 0, padding = 0;
    for (; at < end; at++) {
        if (is_space(*at)) continue;
        int value = letter_value(*at);
        if (*at == '=' && letters >= 2) padding++;
        else if (value < 0 || padding > 0) return -1;
        group = group << 6 | (uint32_t)(value < 0 ? 0 : value);
        if (++letters < 4) continue;
        if (size + 3 > LARGEST || padding > 2) return -1;
        for (int i = 0; i < 3 - padding; i++) out[size++] = (uint8_t)(group >> (16 - 8 * i));
        if (padding > 0 && (group & (padding == 1 ? 0xffu : 0xffffu)) != 0) return -1;
        group = 0;
        letters = 0;
    }
    return letters == 0 ? (int64_t)size : -1;
}

static const char *const labels[] = {"CERTIFICATE-----", "X509 CERTIFICATE-----"};

#define BEGIN "-----BEGIN "
#define END "-----END "

/* The next certificate's text from `*at` on: its label is returned, or NULL when there is none left. */
static const char *next_block(const char **at)
{
    while ((*at = strstr(*at, BEGIN)) != NULL) {
        *at += strlen(BEGIN);
        for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
            if (strncmp(*at, labels[i], strlen(labels[i])) != 0) continue;
            *at += strlen(labels[i]);
            return labels[i];
        }
    }
    return NULL;
}

/* What holds for all certificates of the text; how many there are, -1 where one cannot be read. */
static int64_t read_all(certificate *all, const char *pem)
{
    int64_t count = 0;
    const char *at = pem, *label;
    while ((label = next_block(&at)) != NULL) {
        uint8_t bytes[LARGEST];
        const char *end = strstr(at, END);
        if (end == NULL || strncmp(end + strlen(END), label, strlen(label)) != 0) return -1;
        int64_t size = decode(bytes, at, end);
        certificate one;
        if (size < 0 || !read_certificate(&one, (der){bytes, (size_t)size})) return -1;
        if (count == 0) *all = one;
        if (one.begins > all->begins) all->begins = one.begins;
        if (one.expires < all->expires) all->expires = one.expires;
        if (one.strength < all->strength) all->strength = one.strength;
        count++;
        at = end + strlen(END);
    }
    return count;
}

int64_t certificate_expires(const char *pem)
{
    certificate all;
    return read_all(&all, pem) > 0 ? all.expires : MOG_NO_INTEGER;
}

int64_t certificate_begins(const char *pem)
{
    certificate all;
    return read_all(&all, pem) > 0 ? all.begins : MOG_NO_INTEGER;
}

int64_t certificate_key_strength(const char *pem)
{
    certificate all;
    return read_all(&all, pem) > 0 && all.strength >= 0 ? all.strength : MOG_NO_INTEGER;
}

int64_t certificate_count(const char *pem)
{
    certificate all;
    int64_t count = read_all(&all, pem);
    return count >= 0 ? count : MOG_NO_INTEGER;
}
