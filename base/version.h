/* version.h: the version of mognad. It is an input of every run, since another version may judge otherwise. */
#ifndef MOG_BASE_VERSION_H
#define MOG_BASE_VERSION_H

#ifndef MOG_VERSION
#define MOG_VERSION "0.1.0"
#endif

#endif
