"""June to September: Ibervento (Portuguese), Juno (two roles at once), Kiteworks (withdrawn), Lindqvist (mail comes back)."""

from __future__ import annotations

from mailwatch.core.models import Kind
from tests.archive.telling import Correspondence

RITA = "Rita Carvalho <rita.carvalho@ibervento.example>"
PRIYA = "Priya Raman <priya.raman@junorobotics.example>"
BEN = "Ben Okoye <ben.okoye@kiteworks-energy.example>"
ELSA = "Elsa Lindqvist <elsa@lindqvistmobility.example>"
ERIK = "Erik Sund <erik.sund@lindqvistmobility.example>"

ibervento = Correspondence("Ibervento")
ibervento.theirs(
    "2025-06-23 09:50",
    Kind.ACKNOWLEDGEMENT,
    "Ibervento <recrutamento@ibervento.example>",
    "Recebemos a sua candidatura",
    """
    Caro Sam Rivera,

    Obrigado pelo seu interesse na Ibervento. Recebemos a sua candidatura à vaga de Engenheiro de Software e entraremos
    em contacto assim que a tivermos analisado.

    Com os melhores cumprimentos,
    Equipa de Recrutamento
    """,
)
fixed = ibervento.theirs(
    "2025-06-30 12:25",
    Kind.INTERVIEW_CONFIRMED,
    RITA,
    "Entrevista para a vaga de Engenheiro de Software",
    """
    Olá Sam,

    Confirmamos a sua entrevista para a vaga de Engenheiro de Software na quinta-feira, 3 de julho de 2025, às 11h00
    (hora de Berlim), por videochamada, com uma duração de uma hora. Falará comigo e com o Duarte Pinto.

    Com os melhores cumprimentos,
    Rita Carvalho
    Ibervento
    """,
)
thanks = ibervento.yours(
    "2025-07-03 12:40",
    RITA,
    "Re: Entrevista para a vaga de Engenheiro de Software",
    """
    Olá Rita,

    Muito obrigado a si e ao Duarte pela conversa desta manhã. Gostei sobretudo do que contaram sobre a previsão do vento.
    """,
    answers=fixed,
)
ibervento.theirs(
    "2025-07-03 12:41",
    Kind.AUTO_REPLY,
    RITA,
    "Resposta automática: Entrevista para a vaga de Engenheiro de Software",
    """
    Olá, estou de férias até 18 de julho, com acesso limitado ao correio eletrónico. Responderei após o meu regresso.

    Rita Carvalho
    """,
    answers=thanks,
    headers={"Auto-Submitted": "auto-replied"},
)
nudge = ibervento.yours(
    "2025-07-22 10:15",
    RITA,
    "Re: Entrevista para a vaga de Engenheiro de Software",
    """
    Olá Rita,

    Espero que tenha tido umas boas férias. Gostaria de saber se já há novidades sobre a vaga de Engenheiro de Software.
    """,
    answers=thanks,
)
ibervento.theirs(
    "2025-07-25 17:05",
    Kind.REJECTION,
    RITA,
    "Re: Entrevista para a vaga de Engenheiro de Software",
    """
    Olá Sam,

    Obrigada pela sua mensagem e pela paciência. Infelizmente, a vaga foi entretanto preenchida por outro candidato.
    Desejo-lhe o maior sucesso.

    Com os melhores cumprimentos,
    Rita Carvalho
    """,
    answers=nudge,
)

juno = Correspondence("Juno Robotics")
juno.theirs(
    "2025-07-14 16:40",
    Kind.ACKNOWLEDGEMENT,
    "Juno Robotics <no-reply@junorobotics.example>",
    "Application received: Robotics Software Engineer",
    """
    Hello Sam,

    Thank you for applying for the Robotics Software Engineer position at Juno Robotics. We have received your
    application.

    Juno Robotics
    """,
)
juno.theirs(
    "2025-07-15 08:12",
    Kind.ACKNOWLEDGEMENT,
    "Juno Robotics <no-reply@junorobotics.example>",
    "Application received: Test Automation Engineer",
    """
    Hello Sam,

    Thank you for applying for the Test Automation Engineer position at Juno Robotics. We have received your
    application.

    Juno Robotics
    """,
)
first = juno.theirs(
    "2025-07-21 11:30",
    Kind.INTERVIEW_CONFIRMED,
    PRIYA,
    "Your interview for Robotics Software Engineer",
    """
    Hi Sam,

    As discussed on the phone, your interview for the Robotics Software Engineer role at Juno Robotics will take place on
    Tuesday, 29 July 2025 at 13:00 CEST with me. It will take one hour: https://meet.junorobotics.example/priya

    Best wishes,
    Priya Raman
    Engineering Manager
    """,
)
juno.theirs(
    "2025-07-30 07:00",
    Kind.REJECTION,
    "Juno Robotics <no-reply@junorobotics.example>",
    "Your application: Test Automation Engineer",
    """
    Hello Sam,

    Thank you for your interest in the Test Automation Engineer position. Unfortunately, we have decided not to proceed
    with your application for this role. Your other applications are not affected.

    Juno Robotics
    """,
)
second = juno.theirs(
    "2025-08-14 09:25",
    Kind.INTERVIEW_CONFIRMED,
    PRIYA,
    "Re: Your interview for Robotics Software Engineer",
    """
    Hi Sam,

    Sorry for the silence, half of us were on holiday. We would like to see you again: your second interview is confirmed
    for Wednesday, 20 August 2025 at 15:00 CEST with Otto Keller and me, 90 minutes, at our lab in Adlershof.

    Priya
    """,
    answers=first,
)
juno.yours(
    "2025-08-14 10:02",
    PRIYA,
    "Re: Your interview for Robotics Software Engineer",
    """
    Hi Priya,

    With pleasure, I will be there.
    """,
    answers=second,
)
thanks = juno.yours(
    "2025-08-20 18:00",
    PRIYA,
    "Re: Your interview for Robotics Software Engineer",
    """
    Hi Priya,

    Thank you and Otto for showing me the lab. Seeing the gripper fail, and hearing why you keep the recording of it, told
    me more than any slide.
    """,
    answers=second,
)
nudge = juno.yours(
    "2025-08-28 10:00",
    PRIYA,
    "Re: Your interview for Robotics Software Engineer",
    """
    Hi Priya,

    I wanted to ask whether there is any news about the Robotics Software Engineer role. I am still very interested.
    """,
    answers=thanks,
)
no = juno.theirs(
    "2025-09-01 14:18",
    Kind.REJECTION,
    PRIYA,
    "Re: Your interview for Robotics Software Engineer",
    """
    Hi Sam,

    It was a close call, and I wish I had better news: we have chosen a candidate with more experience in motion planning.
    Thank you for the two good conversations.

    Priya
    """,
    answers=nudge,
)
juno.yours(
    "2025-09-03 08:50",
    PRIYA,
    "Re: Your interview for Robotics Software Engineer",
    """
    Hi Priya,

    Thank you for being so frank. I learned a lot, and I will keep an eye on what you build.
    """,
    answers=no,
)

kiteworks = Correspondence("Kiteworks Energy")
kiteworks.theirs(
    "2025-08-04 10:44",
    Kind.ACKNOWLEDGEMENT,
    "Kiteworks Energy Careers <careers@kiteworks-energy.example>",
    "We have received your application",
    """
    Dear Sam,

    Thank you for your application for Simulation Engineer at Kiteworks Energy. We have received it and will respond
    within three weeks.

    Kiteworks Energy Careers
    """,
)
asked = kiteworks.theirs(
    "2025-08-11 15:05",
    Kind.INTERVIEW_INVITED,
    BEN,
    "Kiteworks Energy: shall we talk?",
    """
    Hi Sam,

    I read your application for Simulation Engineer with great interest, and would like to invite you to an interview.
    When would you have time next week? Please send me two or three slots.

    Regards,
    Ben Okoye
    """,
)
out = kiteworks.yours(
    "2025-08-12 09:30",
    BEN,
    "Re: Kiteworks Energy: shall we talk?",
    """
    Hi Ben,

    Thank you for the invitation. I have decided to withdraw my application, since the role would mean moving to
    Rotterdam. I wish you good luck in filling it.
    """,
    answers=asked,
)
kiteworks.theirs(
    "2025-08-12 10:10",
    Kind.HUMAN_REPLY,
    BEN,
    "Re: Kiteworks Energy: shall we talk?",
    """
    Hi Sam,

    Thanks for letting me know so quickly. All the best to you!

    Ben
    """,
    answers=out,
)

lindqvist = Correspondence("Lindqvist Mobility")
lindqvist.theirs(
    "2025-08-25 13:37",
    Kind.ACKNOWLEDGEMENT,
    ELSA,
    "Your application for Fleet Software Engineer",
    """
    Hej Sam,

    Thank you for applying for the Fleet Software Engineer position at Lindqvist Mobility. I have received your
    application and will come back to you soon.

    Elsa Lindqvist
    """,
)
fixed = lindqvist.theirs(
    "2025-09-01 09:09",
    Kind.INTERVIEW_CONFIRMED,
    ELSA,
    "Interview: Fleet Software Engineer",
    """
    Hej Sam,

    Your interview for the Fleet Software Engineer position is confirmed for Thursday, 4 September 2025 at 14:00 CEST.
    You will meet Erik Sund (erik.sund@lindqvistmobility.example), our head of engineering, for one hour.

    Elsa Lindqvist
    Lindqvist Mobility
    """,
)
thanks = lindqvist.yours(
    "2025-09-04 16:05",
    ERIK,
    "Thank you for the conversation",
    """
    Hi Erik,

    Thank you for the conversation this afternoon. The way you update buses over the air without ever stopping one is
    something I would love to work on.
    """,
)
lindqvist.theirs(
    "2025-09-04 16:06",
    Kind.BOUNCE,
    "Mail Delivery System <mailer-daemon@mx.example.com>",
    "Undelivered Mail Returned to Sender",
    """
    This is the mail system at host mx.example.com.

    Your message could not be delivered to the following recipient:

    <erik.sund@lindqvistmobility.example>: 550 5.1.1 User unknown
    """,
    returned="erik.sund@lindqvistmobility.example",
    headers={"Auto-Submitted": "auto-replied"},
)
wait = lindqvist.theirs(
    "2025-09-08 11:20",
    Kind.STATUS_UPDATE,
    ELSA,
    "Re: Interview: Fleet Software Engineer",
    """
    Hej Sam,

    Erik liked talking to you. We still have other candidates to meet and will let you know by the end of September.

    Elsa
    """,
    answers=fixed,
)
lindqvist.yours(
    "2025-10-02 09:40",
    ELSA,
    "Re: Interview: Fleet Software Engineer",
    """
    Hej Elsa,

    I hope the last interviews went well. Is there any news about the Fleet Software Engineer position?
    """,
    answers=wait,
)

LETTERS = (*ibervento.letters, *juno.letters, *kiteworks.letters, *lindqvist.letters)
