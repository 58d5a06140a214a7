/*
 * Parcels. What was packed here is unpacked here, so it cannot fail: lists of
 * a notice are bounded by the limits that service->opened is made for.
 */
#include "parcel.h"
#include "layout.h"

/* Where notice_pack.c has them: one byte each, whatever is in them. */
enum { CONDITION_AT = 3, TO_AT = 4 };

static uint8_t *byte_at(struct parcel *parcel, uint32_t index)
{
    return (uint8_t *)(parcel + 1) + index;
}

static struct parcel *take(struct adsum_service *service, uint32_t length)
{
    struct parcel *parcel;

    if (length > UINT32_MAX - sizeof *parcel)
        return NULL;
    parcel = adsum_memory_give(&service->memory, sizeof *parcel + length);
    if (parcel == NULL)
        return NULL;
    parcel->uses = 1;
    parcel->length = length;
    return parcel;
}

struct parcel *adsum_parcel_make(struct adsum_service *service,
                                 const struct adsum_notice *notice)
{
    struct parcel *parcel;
    uint32_t length;

    if (adsum_notice_pack(notice, NULL, 0, NULL, 0, &length) !=
            ADSUM_ERR_ROOM ||
        (parcel = take(service, length)) == NULL)
        return NULL;
    (void)adsum_notice_pack(notice, NULL, 0, byte_at(parcel, 0), length,
                            &length);
    return parcel;
}

struct parcel *adsum_parcel_copy(struct adsum_service *service,
                                 const void *bytes, uint32_t length)
{
    struct parcel *parcel = take(service, length);

    if (parcel != NULL)
        memcpy(byte_at(parcel, 0), bytes, length);
    return parcel;
}

void adsum_parcel_drop(struct adsum_service *service, struct parcel *parcel)
{
    if (parcel != NULL && --parcel->uses == 0)
        adsum_memory_take(&service->memory, parcel, adsum_parcel_size(parcel));
}

void adsum_parcel_open(const struct adsum_service *service,
                       const struct parcel *parcel, struct adsum_notice *ret)
{
    const struct adsum_text *to;
    uint32_t count;

    memset(ret, 0, sizeof *ret);
    (void)adsum_notice_unpack(
        adsum_parcel_bytes(parcel), parcel->length, service->opened,
        adsum_layout_opened(&service->limits), ret, &to, &count);
}

void adsum_parcel_readdress(struct parcel *parcel, uint8_t to)
{
    *byte_at(parcel, TO_AT) = to;
}

void adsum_parcel_answer(struct parcel *parcel, uint32_t condition)
{
    *byte_at(parcel, CONDITION_AT) = (uint8_t)condition;
}
