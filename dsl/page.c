/* page.c: finding the page on a code. */
#include "dsl/page.h"

#include <string.h>
#include <strings.h>

const mog_page *mog_page_find(mog_text code)
{
    for (size_t i = 0; i < mog_page_count; i++) {
        if (strlen(mog_pages[i].code) == code.size && strncasecmp(mog_pages[i].code, code.at, code.size) == 0)
            return &mog_pages[i];
    }
    return NULL;
}
