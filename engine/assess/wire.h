/* wire.h: what a worker sends its supervisor: frames through a pipe.
 *
 * A frame is a size, a type and a payload in the machine's own byte order. The reader distrusts all of it: a plugin may have
 * written over the worker's memory. A frame that does not add up is a fault of the worker, never of the reader.
 */
#ifndef MOG_ENGINE_ASSESS_WIRE_H
#define MOG_ENGINE_ASSESS_WIRE_H

#include "base/error.h"
#include "base/text.h"

#define MOG_FRAME_LIMIT (32u << 20) /* bytes of a payload */

typedef enum mog_frame_type {
    MOG_FRAME_STORE,     /* of the survey: the journal's number and head */
    MOG_FRAME_NAMES,     /* of the survey: subjects */
    MOG_FRAME_RELATION,  /* of the survey: which subjects lead to which */
    MOG_FRAME_RISKS,     /* of the survey: the risks that weigh on controls */
    MOG_FRAME_SUBJECT,   /* what follows is about this subject */
    MOG_FRAME_EXCEPTION, /* of the survey: one that is in force */
    MOG_FRAME_TOUCHED,   /* of the survey: subjects that something was recorded of since an earlier run */
    MOG_FRAME_REUSED,    /* a rule whose result of an earlier run stands */
    MOG_FRAME_LIST,      /* a list of evidence that results of the subject refer to, or more of it */
    MOG_FRAME_RESULT,    /* of one rule */
    MOG_FRAME_DONE,      /* with the subject */
    MOG_FRAME_RECORD,    /* of an explanation */
    MOG_FRAME_STEP,      /* of an explanation */
    MOG_FRAME_CONDITION, /* of a survey of conditions: one of them */
    MOG_FRAME_KIND,      /* of a survey of conditions: a kind and a type of subject */
    MOG_FRAME_SUPPLY,    /* of a survey of conditions: a kind in the store */
    MOG_FRAME_ERROR,     /* a mog_error; the worker ends */
    MOG_FRAME_BYE,       /* all is sent; the worker ends */
    MOG_FRAME_TYPES
} mog_frame_type;

/* ---- writing: frames are gathered and written in large pieces. When nobody reads, the process ends. */

typedef struct mog_sender {
    int fd;
    mog_buffer buffer;
    size_t start; /* of the open frame */
} mog_sender;

void mog_send_begin(mog_sender *sender, mog_frame_type type);
void mog_send_byte(mog_sender *sender, uint8_t byte);
void mog_send_u32(mog_sender *sender, uint32_t word);
void mog_send_u64(mog_sender *sender, uint64_t word);
void mog_send_bytes(mog_sender *sender, const void *bytes, size_t size);
void mog_send_text(mog_sender *sender, mog_text text);      /* size, bytes */
void mog_send_string(mog_sender *sender, const char *text); /* NULL is told from "" */
void mog_send_end(mog_sender *sender);
void mog_send_error(mog_sender *sender, const mog_error *err);
void mog_send_flush(mog_sender *sender);
/* The last: MOG_FRAME_BYE, or what failed. Frees the buffer. */
void mog_send_finish(mog_sender *sender, mog_status status, const mog_error *err);

/* ---- reading */

typedef struct mog_frame {
    mog_frame_type type;
    const uint8_t *at, *end; /* what is not read yet; borrowed until the receiver reads again */
    bool bad;                /* more was asked for than there is */
} mog_frame;

uint8_t mog_take_byte(mog_frame *frame);
uint32_t mog_take_u32(mog_frame *frame);
uint64_t mog_take_u64(mog_frame *frame);
void mog_take_bytes(mog_frame *frame, void *out, size_t size);
mog_text mog_take_text(mog_frame *frame);
bool mog_take_string(mog_frame *frame, mog_text *out); /* false: it was NULL */
bool mog_frame_ended(const mog_frame *frame);          /* all was read and nothing was bad */
/* The error of a MOG_FRAME_ERROR. */
mog_status mog_take_error(mog_frame *frame, mog_error *err);
/* Of MOG_FRAME_ERROR sets the status, and of MOG_FRAME_BYE nothing: the sender has ended. False: it is another frame. */
bool mog_take_last(mog_frame *frame, mog_status *status, mog_error *err);

typedef struct mog_receiver {
    int fd;
    mog_buffer buffer;
    size_t taken;
} mog_receiver;

typedef enum mog_received { MOG_RECEIVED_SOME, MOG_RECEIVED_NOTHING, MOG_RECEIVED_END } mog_received;

/* Reads once. Blocks if the descriptor does. */
mog_received mog_receive(mog_receiver *receiver);
/* The next whole frame. False: there is none yet, or *broken. */
bool mog_receiver_next(mog_receiver *receiver, mog_frame *frame, bool *broken);

#endif
