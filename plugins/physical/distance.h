/* distance.h: how far apart two places are. */
#ifndef PHYSICAL_DISTANCE_H
#define PHYSICAL_DISTANCE_H

/* Kilometres along the ground between two places given in degrees north and east (WGS 84), to the nearest metre: the haversine formula (R. W. Sinnott,
 * "Virtues of the Haversine", Sky and Telescope 68 (1984), 159) on a sphere of the mean radius of WGS 84, 6371.0088 km (H. Moritz, "Geodetic Reference
 * System 1980": R1 = (2a + b) / 3). The Earth is no sphere, so the error is up to 0.6 per cent. Unknown (NAN) for a latitude outside -90..90 or a longitude
 * outside -180..180. */
double distance_km(double latitude, double longitude, double other_latitude, double other_longitude);

#endif
