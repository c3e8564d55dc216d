/* apt_settings.h: the settings of APT, apt.conf(5): /etc/apt/apt.conf.d and /etc/apt/apt.conf. */
#ifndef TECHNOLOGICAL_APT_SETTINGS_H
#define TECHNOLOGICAL_APT_SETTINGS_H

#include "collect.h"

typedef struct apt_settings {
    names keys, values; /* pairs in the order in which they were set */
} apt_settings;

/* False when a file could not be read: what it sets is then not known. */
bool apt_settings_read(apt_settings *out, const machine *m);
void apt_settings_add(apt_settings *settings, const char *text);         /* what a file says */
const char *apt_setting(const apt_settings *settings, const char *name); /* the last that was set; NULL */
void apt_settings_free(apt_settings *settings);

#endif
