/* fire.h: fire classes of walls, floors and doors, as SS-EN 13501-2 writes them ("EI 60"). */
#ifndef PHYSICAL_FIRE_H
#define PHYSICAL_FIRE_H

#include <stdint.h>

/* Minutes for which a building element of the class holds a fire back: "EI 60", "REI90", "EI-60-C", "EI2 30-S200C5", "REI 120-M" give 60, 90, 60, 30, 120.
 *
 *   R  carries its load   E  keeps flames and smoke from passing   I, I1, I2  keeps heat from passing   W  limits radiation   M  stands a blow
 *   C, C0..C5 closes itself   S, Sa, Sm, S200 keeps smoke back   G soot fire   K covers
 *
 * Read are: R, E, EI, EI1, EI2, EW with R in front or not; blanks or hyphens; a period that the standard has (10, 15, 20, 30, 45, 60, 90, 120, 180, 240,
 * 360); then C, S and M in any order. What only carries (R alone) holds no fire back: 0. Where "EI" is followed by digits without a blank, as EI130, a period
 * that the standard has wins (EI120 is EI 120), and otherwise a first digit 1 or 2 belongs to I. Small letters are read as capitals, and the subscripts
 * U+2081 and U+2082 as 1 and 2. Unknown for anything else, such as the older Swedish "A 60" and "B 30", which promised something different, or several
 * classes in one text. */
int64_t fire_minutes(const char *text);

#endif
