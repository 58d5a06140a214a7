/* An address as it is typed, and as the core takes it. */
#include <adsum/prep.h>
#include <stdio.h>

int main(void)
{
    static const char typed[] = "Juliet@EXAMPLE.com./balcony";
    struct adsum_text text = {typed, sizeof typed - 1}, address;
    char buffer[ADSUM_ADDRESS_BYTES];
    int err = adsum_prep_address(text, buffer, sizeof buffer, &address, NULL);

    if (err == 0)
        printf("%.*s\n", (int)address.length, address.bytes);
    return err != 0;
}
