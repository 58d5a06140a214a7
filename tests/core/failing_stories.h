/*
 * The stories of failing_test.c. Romeo sees and is seen by the nurse here and
 * by Paris elsewhere; Tybalt elsewhere sees him; Mercutio asked to see Juliet.
 */
#ifndef FAILING_STORIES_H
#define FAILING_STORIES_H

static void sessions_come_and_go(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {ask, "romeo@a/x", NULL, NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {publish, "nurse@a/n", "away", NULL, FAILS},
        {come_in, "romeo@a/x", "replace", NULL, FAILS},
        {publish, "romeo@a/x", "chat", NULL, FAILS},
        {come_in, "romeo@a/y", "", NULL, FAILS},
        {publish, "romeo@a/y", "dnd priority=-1", NULL, FAILS},
        {come_in, "romeo@a/z", "source", NULL, FAILS},
        {publish, "romeo@a/z", "xa", NULL, FAILS},
        {publish, "romeo@a/y", "unavailable", NULL, FAILS},
        {publish, "romeo@a/y", "", NULL, FAILS},
        {leave, "romeo@a/x", "unavailable status=gone", NULL, NEVER},
        {leave, "romeo@a/z", NULL, NULL, NEVER},
        {leave, "nurse@a/n", NULL, NULL, NEVER},
        {leave, "romeo@a/y", NULL, NULL, NEVER},
    };
    (void)state;
    TELL(steps);
}

static void presence_with_parts(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {publish, "nurse@a/n", "", NULL, FAILS},
        {publish, "romeo@a/x", "away status=here status:fr=ici", NULL, FAILS},
        {publish, "romeo@a/x",
         "away id=1 lang=it status=qui c{urn:caps}=<c/> geo{urn:geo}=verona",
         NULL, FAILS},
        {publish, "romeo@a/x", "unavailable status=night", NULL, FAILS},
        {leave, "romeo@a/x", "unavailable status=never-said-before", NULL,
         NEVER},
        {leave, "nurse@a/n", NULL, NULL, NEVER},
    };
    (void)state;
    TELL(steps);
}

static void subscriptions_here(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {ask, "romeo@a/x", NULL, NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {come_in, "juliet@a/j", "", NULL, FAILS},
        {ask, "juliet@a/j", NULL, NULL, FAILS},
        {publish, "juliet@a/j", "chat", NULL, FAILS},
        {set, "romeo@a", "juliet@a none name=J group=love group=feud", NULL,
         FAILS},
        {scene_send, "romeo@a/x", "juliet@a", "subscribe bytes=<hi/>", FAILS},
        {scene_send, "juliet@a/j", "romeo@a", "subscribed", FAILS},
        {scene_send, "romeo@a/x", "juliet@a", "subscribed", FAILS},
        {scene_send, "juliet@a/j", "romeo@a", "subscribe", FAILS},
        {publish, "romeo@a/x", "away", NULL, FAILS},
        {scene_send, "juliet@a/j", "romeo@a", "unsubscribed", FAILS},
        {scene_send, "juliet@a/j", "romeo@a", "unsubscribe", FAILS},
        {scene_send, "juliet@a/j", "romeo@a", "subscribe", FAILS},
        {scene_send, "romeo@a/x", "juliet@a", "subscribed", FAILS},
        {drop, "romeo@a", "juliet@a", NULL, FAILS},
        {drop, "romeo@a", "nurse@a", NULL, FAILS},
    };
    (void)state;
    TELL(steps);
}

static void subscriptions_elsewhere(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {ask, "romeo@a/x", NULL, NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {come_in, "juliet@a/j", "", NULL, FAILS},
        {publish, "juliet@a/j", "", NULL, FAILS},
        {scene_send, "juliet@a/j", "mercutio@b", "subscribed", FAILS},
        {scene_send, "juliet@a/j", "benvolio@b", "subscribe", FAILS},
        {receive, "benvolio@b", "juliet@a", "subscribed", FAILS},
        {receive, "benvolio@b", "juliet@a", "subscribe bytes=<x/>", FAILS},
        {receive, "benvolio@b", "juliet@a", "subscribe bytes=<y/>", FAILS},
        {scene_send, "juliet@a/j", "benvolio@b", "unsubscribed", FAILS},
        {receive, "benvolio@b", "juliet@a", "unsubscribed", FAILS},
        {scene_send, "romeo@a/x", "laurence@b", "subscribed", FAILS},
        {receive, "laurence@b", "romeo@a", "subscribe", FAILS},
        {receive, "laurence@b", "romeo@a", "unsubscribe", FAILS},
        {receive, "paris@b", "romeo@a", "probe id=4", FAILS},
        {receive, "stranger@b", "romeo@a", "probe", FAILS},
        {drop, "romeo@a", "paris@b", NULL, FAILS},
        {leave, "juliet@a/j", NULL, NULL, NEVER},
    };
    (void)state;
    TELL(steps);
}

static void presence_is_directed(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {come_in, "juliet@a/j", "", NULL, FAILS},
        {publish, "juliet@a/j", "", NULL, FAILS},
        {scene_send, "romeo@a/x", "juliet@a", "presence away", FAILS},
        {scene_send, "romeo@a/x", "rosaline@b/r", "presence dnd status=sh",
         FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {scene_send, "juliet@a/j", "romeo@a/x", "presence chat", FAILS},
        {scene_send, "juliet@a/j", "romeo@a/x", "presence unavailable", FAILS},
        {busy, "juliet@a/j", NULL, NULL, FAILS},
        {scene_send, "romeo@a/x", "juliet@a", "presence chat status=wait",
         FAILS},
        {publish, "romeo@a/x", "unavailable", NULL, FAILS},
        {ready, "juliet@a/j", NULL, NULL, FAILS},
        {leave, "romeo@a/x", NULL, NULL, NEVER},
    };
    (void)state;
    TELL(steps);
}

static void some_are_blocked(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {publish, "nurse@a/n", "", NULL, FAILS},
        {block, "romeo@a", "nurse@a", NULL, FAILS},
        {block, "romeo@a", "b", NULL, FAILS},
        {publish, "romeo@a/x", "away", NULL, FAILS},
        {receive, "paris@b/p", "romeo@a", "presence", FAILS},
        {unblock, "romeo@a", "b", NULL, FAILS},
        {receive, "paris@b/p", "romeo@a", "presence", FAILS},
        {block, "romeo@a", "paris@b/p", NULL, FAILS},
        {unblock, "romeo@a", NULL, NULL, FAILS},
    };
    (void)state;
    TELL(steps);
}

static void outputs_are_full(void **state)
{
    static const struct step steps[] = {
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {ask, "nurse@a/n", NULL, NULL, FAILS},
        {publish, "nurse@a/n", "", NULL, FAILS},
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {ask, "romeo@a/x", NULL, NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {busy, "nurse@a/n", NULL, NULL, FAILS},
        {publish, "romeo@a/x", "away", NULL, FAILS},
        {publish, "romeo@a/x", "chat", NULL, FAILS},
        {scene_send, "romeo@a/x", "nurse@a", "message id=1 bytes=<m/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a/n", "iq get id=2 bytes=<q/>", FAILS},
        {come_in, "romeo@a/y", "", NULL, FAILS},
        {publish, "romeo@a/y", "", NULL, FAILS},
        {leave, "romeo@a/y", NULL, NULL, NEVER},
        {receive, "peter@b", "nurse@a", "subscribe bytes=<p/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a", "unsubscribed", SPARED},
        {ready, "nurse@a/n", NULL, NULL, FAILS},
        {busy, "romeo@a/x", NULL, NULL, FAILS},
        {set, "romeo@a", "nurse@a to name=N", NULL, FAILS},
        {set, "romeo@a", "nurse@a to name=Nurse group=g", NULL, FAILS},
        {leave, "nurse@a/n", NULL, NULL, NEVER},
        {ready, "romeo@a/x", NULL, NULL, FAILS},
    };
    (void)state;
    TELL(steps);
}

static void messages_and_iqs(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {publish, "nurse@a/n", "", NULL, FAILS},
        {come_in, "nurse@a/m", "", NULL, FAILS},
        {scene_send, "romeo@a/x", "nurse@a", "message chat bytes=<a/>", FAILS},
        {scene_send, "romeo@a/x", "juliet@a", "message bytes=<b/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a", "message groupchat bytes=<c/>",
         FAILS},
        {scene_send, "romeo@a/x", "paris@b", "message bytes=<d/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a/n", "iq get bytes=<e/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a/q", "iq set bytes=<f/>", FAILS},
        {receive, "paris@b/p", "romeo@a/x", "message bytes=<g/>", FAILS},
        {receive, "paris@b/p", "romeo@a/x", "iq get bytes=<h/>", FAILS},
        {receive, "stranger@b/s", "romeo@a/x", "iq get bytes=<i/>", FAILS},
        {give_back, "paris@b/p", "romeo@a/q", "message bytes=<j/>", FAILS},
        {give_back, "paris@b/p", "romeo@a/q", "iq get bytes=<k/>", FAILS},
        {busy, "nurse@a/n", NULL, NULL, FAILS},
        {scene_send, "romeo@a/x", "nurse@a/n", "message bytes=<j/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a/n", "message bytes=<k/>", FAILS},
        {scene_send, "romeo@a/x", "nurse@a/n", "iq set bytes=<l/>", FAILS},
        {leave, "nurse@a/n", NULL, NULL, NEVER},
        {give_back, "romeo@a/x", "nurse@a/n", "message bytes=<m/>", FAILS},
        {give_back, "romeo@a/x", "nurse@a/n", "iq get bytes=<n/>", FAILS},
        {give_back, "paris@b/p", "nurse@a/n", "iq get bytes=<o/>", FAILS},
        {give_back, "romeo@a/x", "juliet@a/j", "message bytes=<p/>", FAILS},
    };
    (void)state;
    TELL(steps);
}

static void others_are_sighted(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {receive, "paris@b/p", "romeo@a", "presence away status=here", FAILS},
        {receive, "paris@b/q", "romeo@a", "presence", FAILS},
        {receive, "rosaline@c/r", "romeo@a/x", "presence dnd", FAILS},
        {come_in, "romeo@a/y", "", NULL, FAILS},
        {publish, "romeo@a/y", "", NULL, FAILS},
        {busy, "romeo@a/y", NULL, NULL, FAILS},
        {receive, "paris@b/p", "romeo@a", "presence chat", FAILS},
        {receive, "paris@b/q", "romeo@a", "presence unavailable", FAILS},
        {ready, "romeo@a/y", NULL, NULL, FAILS},
        {lose, "b", NULL, NULL, NEVER},
        {lose, "c", NULL, NULL, NEVER},
        {receive, "paris@b/p", "romeo@a", "presence", FAILS},
        {leave, "romeo@a/x", NULL, NULL, NEVER},
        {leave, "romeo@a/y", NULL, NULL, NEVER},
    };
    (void)state;
    TELL(steps);
}

static void links_are_lost_and_time_passes(void **state)
{
    static const struct step steps[] = {
        {pass, "1000", NULL, NULL, NEVER},
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {ask, "romeo@a/x", NULL, NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {publish, "nurse@a/n", "", NULL, FAILS},
        {link_is, "nurse@a/n", "held", NULL, FAILS},
        {publish, "romeo@a/x", "away", NULL, FAILS},
        {link_is, "nurse@a/n", "up", NULL, FAILS},
        {link_is, "romeo@a/x", "lost", NULL, FAILS},
        {scene_send, "nurse@a/n", "romeo@a/x", "message bytes=<a/>", FAILS},
        {scene_send, "nurse@a/n", "romeo@a/x", "iq get bytes=<b/>", FAILS},
        {publish, "nurse@a/n", "dnd", NULL, FAILS},
        {pass, "400000", NULL, NULL, NEVER},
        {pass, "1000000", NULL, NULL, NEVER},
        {pass, "1100000", NULL, NULL, NEVER},
    };
    (void)state;
    TELL(steps);
}

static void users_are_packed_and_restored(void **state)
{
    static const struct step steps[] = {
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
        {repack, "juliet@a", NULL, NULL, FAILS},
        {repack, "nurse@a", NULL, NULL, FAILS},
        {come_in, "nurse@a/n", "", NULL, FAILS},
        {publish, "nurse@a/n", "", NULL, FAILS},
        {leave, "romeo@a/x", NULL, NULL, NEVER},
        {repack, "romeo@a", NULL, NULL, FAILS},
        {come_in, "romeo@a/x", "", NULL, FAILS},
        {publish, "romeo@a/x", "", NULL, FAILS},
    };
    (void)state;
    TELL(steps);
}

#endif
