/* Directed presence of a session that is restored. */
#include "directed.h"
#include "presence.h"
#include "waiting.h"

bool adsum_directed_taken(const struct adsum_service *service,
                          const struct directed *directed)
{
    uint64_t key = adsum_session_handle(service, directed->session);

    if (directed->presence == 0)
        return false;
    if (*head_at(service, directed->target) == 0)
        return true;
    for (uint32_t at = *head_at(service, directed->target); at != 0;
         at = session_at(service, at)->next)
        if (adsum_directed_told(service, directed, at) &&
            !adsum_waiting_unshown(service, at, key))
            return true;
    return false;
}

/* Who is there of the target counts as told: it was, or will be of the end. */
int adsum_directed_restore(struct adsum_service *service, uint32_t slot,
                           const struct party *to, uint32_t record,
                           uint32_t since_seconds, uint32_t *last)
{
    struct directed *directed;
    uint32_t id;
    int err;

    if (to->entity == session_at(service, slot)->user ||
        adsum_presence_gone(service, record) ||
        adsum_directed_find(service, slot, to) != 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_directed_make(service, slot, to, &id)) != 0)
        return err;
    directed = adsum_directed_at(service, id);
    adsum_presence_share(service, record);
    directed->presence = record;
    directed->stamp = service->stamp;
    directed->since_seconds = since_seconds;
    if (*last != 0) {
        struct directed *before = adsum_directed_at(service, *last);

        adsum_extra(service, slot)->directed = directed->next;
        directed->next = 0;
        before->next = id;
    }
    *last = id;
    return 0;
}
