/* Any text as certificates in PEM: no crash, and the answers agree with each other. The same bytes as one certificate in DER. */
#include "plugins/technological/certificate.c"
#include "plugins/technological/der.c"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    if (size > 0) memcpy(text, bytes, size);
    text[size] = '\0';
    int64_t count = certificate_count(text), begins = certificate_begins(text), expires = certificate_expires(text);
    if ((count > 0) != (begins != MOG_NO_INTEGER) || (count > 0) != (expires != MOG_NO_INTEGER)) abort();
    int64_t strength = certificate_key_strength(text);
    if (strength != MOG_NO_INTEGER && (strength < 0 || strength > 256 || count <= 0)) abort();
    free(text);
    certificate c;
    read_certificate(&c, (der){bytes, size});
    return 0;
}
