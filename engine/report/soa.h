/* soa.h: the statement of applicability (uttalande om tillämplighet; ISO/IEC 27001:2022, 6.1.3 d): each control of the catalogue, whether it is applicable
 * and why, how far it is implemented by the evidence, who owns it, and what is left.
 */
#ifndef MOG_ENGINE_REPORT_SOA_H
#define MOG_ENGINE_REPORT_SOA_H

#include "engine/report/naming.h"

/* Why a control is chosen; several can hold. By the evidence that names the control, else by the profile that includes it. Tag, word, bit. */
#define MOG_SOA_REASONS(R)                                                                                             \
    R(RISK, "risk_analysis", 1)                 /* an open risk names it */                                            \
    R(LAW, "legal_requirement", 2)              /* a legal requirement names it */                                     \
    R(THREAT, "outside_world_analysis", 4)      /* a threat analysis led to it: an action or goal that comes of one */ \
    R(ORGANISATION, "organisation_analysis", 8) /* the profile includes it */                                          \
    R(OTHER, "other", 16)                       /* none of these: the catalogue as a whole was chosen */

typedef enum mog_soa_reason {
#define R(tag, word, bit) MOG_SOA_##tag = bit,
    MOG_SOA_REASONS(R)
#undef R
} mog_soa_reason;

/* How far it is implemented, by strict compliance up to the target level (docs/soa.md). */
typedef enum mog_soa_state {
    MOG_SOA_IMPLEMENTED, /* more than 85 % */
    MOG_SOA_MOSTLY,      /* more than 50 % */
    MOG_SOA_PARTLY,      /* more than 15 % */
    MOG_SOA_NOT,         /* less, and at least half of it is known */
    MOG_SOA_NOT_SHOWN,   /* less, and most of it is unknown */
    MOG_SOA_NO_STATE     /* nothing applies, or it has no rules */
} mog_soa_state;

const char *mog_soa_state_word(mog_soa_state state, bool swedish); /* for JSON the English one, with _ */
const char *mog_soa_reason_word(mog_soa_reason reason, bool swedish);

typedef struct mog_soa_row {
    const mog_control *control;
    bool applicable;
    unsigned reasons; /* of an applicable one: MOG_SOA_… */
    const mog_exclusion
        *exclusion;     /* NULL: the profile does not exclude it. Where `applicable`, its review date has passed */
    bool is_in_profile; /* false: the profile neither includes nor excludes it */
    const mog_control_score *score; /* NULL: it has no rules, or is not applicable */
    mog_soa_state state;
    const mog_naming *const *owners; /* responsibilities as control owner that hold at the clock */
    uint32_t owner_count;
    const mog_naming *const *risks; /* open ones that name it */
    uint32_t risk_count;
    const mog_naming *const *laws;
    uint32_t law_count;
    bool risky_exclusion; /* it is excluded, and an open risk names it */
} mog_soa_row;

typedef struct mog_soa {
    mog_arena *arena;
    const mog_soa_row *rows; /* by control: all that a catalogue places */
    uint32_t count, applicable, warnings;
} mog_soa;

/* The kinds to be read for it. */
extern const char *const mog_soa_kinds[];
extern const size_t mog_soa_kind_count;

/* Everything is borrowed, and in its own arena. */
void mog_soa_make(mog_soa *out, const mog_assessment *assessment, const mog_scores *scores, const mog_namings *namings);
void mog_soa_free(mog_soa *soa);

json_t *mog_soa_to_json(const mog_soa *soa, const mog_assessment *assessment);

#endif
