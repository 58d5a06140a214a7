/* Sightings of a user who is restored. */
#include "conflation.h"
#include "presence.h"
#include "sighting.h"

/* Room for one more, which is not there yet. */
static int admit(struct adsum_service *service, const struct party *to,
                 const struct party *remote)
{
    uint32_t wanted = 0;
    int err = adsum_sighting_reserve(service, to, remote, &wanted);

    if (err != 0)
        return err;
    return wanted == 0 ? ADSUM_ERR_INVALID
                       : adsum_sighting_room(service, wanted, remote->resource);
}

/*
 * Told of it as before, hence old; changed, since whoever is behind cannot say
 * of what.
 */
int adsum_sighting_restore(struct adsum_service *service, uint32_t user,
                           uint32_t session, const struct party *remote,
                           struct adsum_text origin, uint32_t record,
                           uint32_t since_seconds)
{
    struct sighting wanted = {.user = user,
                              .remote = remote->entity,
                              .session = session,
                              .presence = record,
                              .since_seconds = since_seconds};
    struct party to = {user, session, {NULL, 0}};
    uint32_t name = 0, id;
    int err = 0;

    if (remote->resource.length != 0)
        err = adsum_text_intern(&service->texts, &service->memory,
                                remote->resource.bytes, remote->resource.length,
                                &name);
    if (err == 0)
        err = admit(service, &to, remote);
    if (err == 0)
        err = adsum_sighting_make(service, &wanted, remote->resource, origin,
                                  &id);
    adsum_text_release(&service->texts, name);
    if (err != 0)
        return err;
    adsum_presence_share(service, record);
    adsum_sighting_at(service, id)->born = adsum_stamp_old(service);
    adsum_sighting_at(service, id)->changed = adsum_stamp_next(service);
    adsum_sighting_at(service, id)->order = ++service->order;
    return 0;
}
