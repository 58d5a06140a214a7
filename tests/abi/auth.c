/* A host of adsum-xmpp alone: who says so in <auth/>, for installed.py. */
#include <adsum/sasl.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    static const struct adsum_text auth = {"AHVzZXIAcGVuY2ls", 16};
    char bytes[16];
    struct adsum_text text;
    const char *name;

    if (adsum_sasl_decode(auth, bytes, sizeof bytes, &text) != 0 ||
        text.length != 12)
        return 1;
    name = bytes + 1;
    printf("%s/%.*s\n", name, 6, name + strlen(name) + 1);
    return 0;
}
