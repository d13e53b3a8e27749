"""Mail in Sam's inbox that must move nothing, however much it talks of interviews."""

from __future__ import annotations

from mailwatch.core.models import Kind
from mailwatch.demo.letters import berlin
from mailwatch.demo.mails import Invite, Letter

NOISE = (
    Letter(
        berlin(3, 3, 7, 0),
        "newsletter",
        Kind.OTHER,
        "",
        "Backend Weekly <editors@backendweekly.example>",
        "Backend Weekly #412: queues, and when not to use them",
        """
        This week's issue

        When a queue hides a design problem: a post-mortem in three acts.
        Postgres 18 in production, after 90 days.
        Five interview questions that hiring managers should stop asking.

        You receive this newsletter because you subscribed. Unsubscribe with one click.
        """,
        html="Queues, and when not to use them",
        headers={"List-Unsubscribe": "<https://backendweekly.example/u/8>", "Precedence": "bulk"},
    ),
    Letter(
        berlin(3, 5, 6, 45),
        "job-alert",
        Kind.OTHER,
        "",
        "Workboard Job Alerts <alerts@workboard.example>",
        "14 new jobs: backend engineer, Berlin",
        """
        Your job alert for backend engineer in Berlin

        Senior Backend Engineer, Fjord Payments: actively recruiting. Apply now.
        Staff Platform Engineer, Halden Energy: be among the first to apply.

        See all 14 new jobs. Manage your job alerts or unsubscribe.
        """,
        html="Fjord Payments, Halden Energy and 12 more",
        headers={"List-Unsubscribe": "<https://workboard.example/u/8>", "Precedence": "bulk"},
    ),
    Letter(
        berlin(3, 9, 13, 50),
        "cold-call",
        Kind.OTHER,
        "",
        "Brett Calloway <brett@calloway-search.example>",
        "Exciting opportunity with a stealth client",
        """
        Hi Sam,

        I came across your profile and was impressed by your background. My client, a well-funded startup, is looking
        for a Principal Engineer. Would you be open to a quick chat this week? Feel free to send me your updated CV.

        Brett Calloway
        Calloway Search
        """,
    ),
    Letter(
        berlin(3, 11, 10, 5),
        "dentist",
        Kind.OTHER,
        "",
        "Zahnarztpraxis am Park <praxis@zahnarzt-am-park.example>",
        "Appointment: dental check-up, Sam Rivera",
        """
        Dear Sam Rivera, your appointment for a dental check-up is confirmed. Please bring your insurance card.
        """,
        invite=Invite(
            "termin-20260319-0830@zahnarzt-am-park.example",
            "Dental check-up, Sam Rivera",
            berlin(3, 19, 8, 30),
            berlin(3, 19, 9, 0),
            "Zahnarztpraxis am Park <praxis@zahnarzt-am-park.example>",
        ),
    ),
    Letter(
        berlin(3, 13, 4, 18),
        "forgery",
        Kind.REJECTION,
        "",
        "Tidewater Analytics Careers <careers@tidewater.example>",
        "Your application for Data Platform Engineer",
        """
        Dear Sam,

        Unfortunately, we have decided not to move forward with your application for the Data Platform Engineer
        position. To have your documents returned, sign in here: https://tidewater-candidates.example/login

        Tidewater Analytics Careers
        """,
        dmarc="fail",
    ),
    Letter(
        berlin(3, 19, 17, 30),
        "webinar",
        Kind.OTHER,
        "",
        "CareerSpring <hello@careerspring.example>",
        "Ace your next interview: free live webinar on Tuesday",
        """
        Hi there,

        Join our free webinar on Tuesday, March 24 at 6:00 PM CET and learn how to ace any technical interview.
        Save your spot now, seats are limited!

        CareerSpring, 1 Learning Lane. Unsubscribe.
        """,
        html="How to ace any technical interview",
        headers={"List-Unsubscribe": "<https://careerspring.example/u/8>", "Precedence": "bulk"},
    ),
)
