/* presenced serve. */
#include "commands.h"
#include "host.h"

#include <unistd.h>

int serve(const struct settings *settings)
{
    const struct log log = {STDERR_FILENO, settings->serve.log_level};
    struct server *server = NULL;
    struct host host;
    int err = host_init(&host, settings, &log);

    if (err == 0)
        err = server_new(settings, &log, &host_calls, &host, &server);
    if (err == 0)
        server_run(server);
    server_free(server);
    host_deinit(&host);
    return err == 0 ? STATUS_DONE : STATUS_FAILED;
}
