/* certificate.h: what X.509 certificates say, from their PEM text.
 *
 * The text may hold several certificates, as a server sends them, and other text around them, as `openssl s_client -showcerts` prints: what counts are blocks
 * labelled CERTIFICATE or X509 CERTIFICATE (RFC 7468, sections 2 and 5); blocks with other labels are passed over. Certificates are read as RFC 5280 profiles
 * them, in DER (X.690, clauses 8 and 10): definite lengths in the shortest form, nothing left over. Signatures, names and extensions are not judged: whether
 * a certificate can be trusted is for whoever uses it; a rule asks how long it lasts.
 *
 * All is unknown where there is no certificate or one of them cannot be read: what is said holds for all of them. At most 64 KiB each.
 */
#ifndef TECHNOLOGICAL_CERTIFICATE_H
#define TECHNOLOGICAL_CERTIFICATE_H

#include <stdint.h>

/* The last moment at which all certificates of the text are valid: the earliest notAfter (RFC 5280, section 4.1.2.5). Times after what can be written
 * (2262-04-11), such as 9999-12-31, which means no end, are that last moment. */
int64_t certificate_expires(const char *pem);

/* The first moment at which all of them are valid: the latest notBefore. */
int64_t certificate_begins(const char *pem);

/* Strength of the weakest public key in bits, by NIST SP 800-57 part 1 (revision 5), table 2: RSA, DSA and RSA-PSS 1024: 80, 2048: 112, 3072: 128, 7680: 192,
 * 15360: 256, and 0 below 1024; elliptic curves half their size (P-256, secp256k1, brainpoolP256r1: 128, P-384: 192, P-521: 256), Ed25519 and X25519 128,
 * Ed448 and X448 224. Unknown for other kinds of keys. */
int64_t certificate_key_strength(const char *pem);

/* How many there are; 0 where there is none. */
int64_t certificate_count(const char *pem);

#endif
