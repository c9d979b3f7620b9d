from django.urls import path

from acogida.people import views
from acogida.people.numbers import views as numbers

urlpatterns = [
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
    path("people/numbers/joining", numbers.join, name="number_joining"),
]
