/* What the core saves is what it loads: each kind of row, by the real core. */
#include "house.h"

#include <string.h>

static struct adsum_text text(const char *string)
{
    return adsum_text_of(string);
}

static void set_item(struct house *house, const char *contact, const char *name,
                     const struct adsum_text *groups, uint32_t count)
{
    struct adsum_item item = {.contact = text(contact),
                              .name = text(name),
                              .groups = groups,
                              .group_count = count};

    assert_int_equal(adsum_roster_set(house->service, text("romeo@a"), &item),
                     0);
}

static void reload(struct house *house, const char *user)
{
    house_expect_reloads(house, user);
}

static void items_with_names_and_groups_return(void **state)
{
    struct house *house = *state;
    struct adsum_text groups[16] = {
        {"Fri\0ends", 8}, {"caf\xc3\xa9", 5}, {"'; DROP TABLE user; --", 22}};
    char names[16][8];

    house_account(&house->store, "romeo@a");
    adsum_session_close(house->service, house_come(house, "romeo@a/x"), NULL);
    set_item(house, "juliet@b", "Ju\"li'et", groups, 3);
    set_item(house, "mercutio@a", "", NULL, 0);
    for (uint32_t i = 0; i < 16; i++) {
        snprintf(names[i], sizeof names[i], "group%u", i);
        groups[i] = text(names[i]);
    }
    set_item(house, "nurse@b", "with sixteen", groups, 16);
    reload(house, "romeo@a");
    set_item(house, "juliet@b", "", groups, 1);
    set_item(house, "nurse@b", "without", NULL, 0);
    reload(house, "romeo@a");
    assert_int_equal(
        adsum_roster_remove(house->service, text("romeo@a"), text("juliet@b")),
        0);
    reload(house, "romeo@a");
}

static void subscriptions_requests_and_approvals_return(void **state)
{
    struct house *house = *state;
    uint64_t romeo, juliet;

    house_account(&house->store, "romeo@a");
    house_account(&house->store, "juliet@a");
    romeo = house_come(house, "romeo@a/x");
    juliet = house_come(house, "juliet@a/x");
    assert_int_equal(house_send(house, romeo, ADSUM_SUBSCRIBE, "juliet@a",
                                "<presence>please</presence>"),
                     0);
    assert_int_equal(
        house_send(house, romeo, ADSUM_SUBSCRIBE, "elsewhere@b", ""), 0);
    assert_int_equal(
        house_send(house, romeo, ADSUM_SUBSCRIBED, "approved@b", ""), 0);
    assert_int_equal(house_send(house, juliet, ADSUM_SUBSCRIBE, "romeo@a",
                                "<presence>and me</presence>"),
                     0);
    assert_int_equal(house_send(house, romeo, ADSUM_SUBSCRIBED, "juliet@a", ""),
                     0);
    adsum_session_close(house->service, romeo, NULL);
    adsum_session_close(house->service, juliet, NULL);
    reload(house, "romeo@a");
    reload(house, "juliet@a");
    juliet = house_come(house, "juliet@a/x");
    assert_int_equal(house_send(house, juliet, ADSUM_SUBSCRIBED, "romeo@a", ""),
                     0);
    adsum_session_close(house->service, juliet, NULL);
    reload(house, "romeo@a");
    reload(house, "juliet@a");
}

static void blocks_return(void **state)
{
    struct house *house = *state;
    struct adsum_text blocks[] = {text("paris@a"), text("paris@b/x"), text("c"),
                                  text("d/x")};

    house_account(&house->store, "romeo@a");
    adsum_session_close(house->service, house_come(house, "romeo@a/x"), NULL);
    assert_int_equal(
        adsum_roster_block(house->service, text("romeo@a"), blocks, 4, 1), 0);
    reload(house, "romeo@a");
    assert_int_equal(
        adsum_roster_block(house->service, text("romeo@a"), &blocks[1], 2, 0),
        0);
    reload(house, "romeo@a");
    assert_int_equal(
        adsum_roster_block(house->service, text("romeo@a"), NULL, 0, 0), 0);
    reload(house, "romeo@a");
}

static void a_user_without_account_is_unknown(void **state)
{
    struct house *house = *state;
    uint64_t session;

    assert_int_equal(store_load(&house->store, house->service, text("who@a")),
                     0);
    assert_int_equal(
        adsum_session_open(house->service, text("who@a/x"), 0, 0, &session),
        ADSUM_ERR_UNKNOWN);
    house_account(&house->store, "who@a");
    assert_int_equal(adsum_user_unload(house->service, text("who@a")), 0);
    assert_int_equal(store_load(&house->store, house->service, text("who@a")),
                     0);
    assert_int_equal(
        adsum_session_open(house->service, text("who@a/x"), 0, 0, &session), 0);
}

static void all_changes_of_a_call_are_saved_or_none(void **state)
{
    struct house *house = *state;
    struct adsum_change changes[] = {{.user = text("romeo@a"),
                                      .contact = text("paris@a"),
                                      .kind = ADSUM_CHANGE_BLOCK},
                                     {.user = text("nobody@a"),
                                      .contact = text("paris@a"),
                                      .kind = ADSUM_CHANGE_BLOCK}};

    house_account(&house->store, "romeo@a");
    store_load(&house->store, house->service, text("romeo@a"));
    assert_int_equal(store_save(&house->store, changes, 2), ADSUM_ERR_UNKNOWN);
    reload(house, "romeo@a");
    changes[1].kind = 99;
    assert_int_equal(store_save(&house->store, changes, 2), ADSUM_ERR_INVALID);
    reload(house, "romeo@a");
}

/* Else who asks for the changes since then would be told that there are none.
 */
static void a_version_moved_by_another_moves_on(void **state)
{
    struct house *house = *state;
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_change change = {.user = text("romeo@a"),
                                  .kind = ADSUM_CHANGE_VERSION};
    static const struct {
        uint64_t saved, found;
    } steps[] = {{5, 5}, {6, 6}, {6, 7}, {3, 8}, {100, 100}};

    house_account(&house->store, "romeo@a");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        change.number = steps[i].saved;
        assert_int_equal(store_save(&house->store, &change, 1), 0);
        adsum_user_unload(house->service, text("romeo@a"));
        store_load(&house->store, house->service, text("romeo@a"));
        assert_int_equal(adsum_roster_walk(house->service, text("romeo@a"),
                                           ADSUM_WALK_ROSTER, &walk),
                         0);
        assert_int_equal(walk.version, steps[i].found);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        HOUSE_STORY(items_with_names_and_groups_return),
        HOUSE_STORY(subscriptions_requests_and_approvals_return),
        HOUSE_STORY(blocks_return),
        HOUSE_STORY(a_user_without_account_is_unknown),
        HOUSE_STORY(all_changes_of_a_call_are_saved_or_none),
        HOUSE_STORY(a_version_moved_by_another_moves_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
