from django.urls import path

from acogida.people import views
from acogida.people.numbers import file_views as number_files
from acogida.people.numbers import views as numbers
from acogida.people.register_runs import views as register_runs
from acogida.people.renapo import views as renapo

urlpatterns = [
    path("people/register/", renapo.population_register, name="population_register"),
    path("people/register-news/<uuid:pk>/read", renapo.news_read, name="register_news_read"),
    path("people/comparisons/", register_runs.runs, name="register_runs"),
    path("people/comparisons/begin", register_runs.begin, name="register_run_begin"),
    path("people/comparisons/<uuid:pk>/stop", register_runs.stop, name="register_run_stop"),
    path("people/<uuid:pk>/", views.person_page, name="person_page"),
    path("people/<uuid:pk>/photo", views.person_photo, name="person_photo"),
    path("people/<uuid:pk>/seal", views.person_seal, name="person_seal"),
    path("people/<uuid:pk>/correct", views.person_correct, name="person_correct"),
    path("people/<uuid:pk>/number/slip", numbers.slip, name="number_slip"),
    path("people/<uuid:pk>/number/check", numbers.slip_check, name="number_check"),
    path("people/<uuid:pk>/number/ask", numbers.ask, name="number_ask"),
    path("people/<uuid:pk>/number/lookup", numbers.lookup, name="number_lookup"),
    path("people/numbers/<int:pk>/renew", numbers.renew, name="number_renew"),
    path("people/numbers/<int:pk>/confirm", numbers.confirm, name="number_confirm"),
    path("people/numbers/expiring", numbers.expiring, name="number_expiring"),
    path("people/numbers/expiring/export", numbers.expiring_export, name="number_expiring_export"),
    path("people/numbers/files", number_files.files, name="number_files"),
    path("people/numbers/files/make", number_files.make, name="number_file_make"),
    path("people/numbers/files/<uuid:pk>.csv", number_files.as_csv, name="number_file_csv"),
    path("people/numbers/files/<uuid:pk>.json", number_files.as_json, name="number_file_json"),
    path("people/numbers/answers", number_files.receive, name="number_answers_receive"),
    path("people/numbers/answers/<uuid:pk>", number_files.answers, name="number_answers"),
    path("people/numbers/answers/<uuid:pk>/report", number_files.report, name="number_answers_report"),
    path("people/numbers/joining", numbers.join, name="number_joining"),
]
