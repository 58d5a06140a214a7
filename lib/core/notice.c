/* Notices of the core's own making. */
#include "notice.h"
#include "entity.h"
#include "presence.h"

void adsum_notice_bare(struct adsum_service *service, uint32_t kind,
                       uint32_t from, struct adsum_notice *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->size = sizeof *ret;
    ret->kind = (uint8_t)kind;
    ret->from = adsum_entity_bare(service, from, service->from);
}

void adsum_notice_presence(struct adsum_service *service, uint32_t slot,
                           uint32_t record, uint32_t view,
                           struct adsum_notice *ret,
                           struct adsum_presence *presence)
{
    struct adsum_text resource =
        adsum_text_kept(&service->texts, endpoint_at(service, slot)->resource);

    memset(ret, 0, sizeof *ret);
    ret->size = sizeof *ret;
    ret->kind = ADSUM_PRESENCE;
    ret->view = (uint8_t)view;
    ret->from = adsum_entity_full(service, session_at(service, slot)->user,
                                  resource, service->from);
    adsum_presence_show(service, record, view, presence);
    ret->presence = presence;
}
