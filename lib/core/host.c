/* The host's callbacks. `inside` is what adsum_service_enter() refuses by. */
#include "host.h"

void adsum_host_deliver(struct adsum_service *service,
                        const struct adsum_notice *notice,
                        struct adsum_target *targets, uint32_t count)
{
    service->inside++;
    service->host.deliver(service->user, notice, targets, count);
    service->inside--;
}

uint32_t adsum_host_route(struct adsum_service *service,
                          struct adsum_text destination,
                          const struct adsum_notice *notice,
                          const struct adsum_text *to, uint32_t count)
{
    uint32_t condition = ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND;

    if (service->host.route != NULL) {
        service->inside++;
        condition =
            service->host.route(service->user, &destination, notice, to, count);
        service->inside--;
    }
    if (condition == ADSUM_CONDITION_NONE)
        service->statistics.routed += count == 0 ? 1 : count;
    return condition;
}

void adsum_host_locate(struct adsum_service *service, struct adsum_text address,
                       struct adsum_text *ret)
{
    ret->bytes = NULL;
    ret->length = 0;
    if (service->host.locate == NULL)
        return;
    service->inside++;
    service->host.locate(service->user, &address, ret);
    service->inside--;
}

int adsum_host_save(struct adsum_service *service,
                    const struct adsum_change *changes, uint32_t count)
{
    int32_t answer = 0;

    if (service->host.save == NULL || count == 0)
        return 0;
    service->inside++;
    answer = service->host.save(service->user, changes, count);
    service->inside--;
    return answer == 0 ? 0 : ADSUM_ERR_SAVE;
}

void adsum_host_keep(struct adsum_service *service, struct adsum_text to,
                     const struct adsum_notice *message)
{
    if (service->host.keep == NULL)
        return;
    service->inside++;
    service->host.keep(service->user, &to, message);
    service->inside--;
}

void adsum_host_ping(struct adsum_service *service, uint64_t session,
                     uint64_t context)
{
    if (service->host.ping == NULL)
        return;
    service->inside++;
    service->host.ping(service->user, session, context);
    service->inside--;
}

void adsum_host_ended(struct adsum_service *service, uint64_t session,
                      uint64_t context, uint32_t reason)
{
    if (service->host.ended == NULL)
        return;
    service->inside++;
    service->host.ended(service->user, session, context, reason);
    service->inside--;
}
